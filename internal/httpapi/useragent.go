package httpapi

import (
	"os"
	"strings"
)

// UserAgent returns the User-Agent of the provider: "terraform-provider-oauth/<version> Terraform/<terraformVersion>",
// followed by the environment variable TF_APPEND_USER_AGENT where it is set, as other Terraform providers do. An empty
// terraformVersion leaves that part out.
func UserAgent(version, terraformVersion string) string {
	parts := []string{"terraform-provider-oauth/" + version}
	if terraformVersion != "" {
		parts = append(parts, "Terraform/"+terraformVersion)
	}
	if more := strings.TrimSpace(os.Getenv("TF_APPEND_USER_AGENT")); more != "" {
		parts = append(parts, more)
	}
	return strings.Join(parts, " ")
}
