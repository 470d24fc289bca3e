package httpapi_test

import (
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
)

func TestUserAgent(t *testing.T) {
	tests := []struct {
		name, terraform, more, want string
	}{
		{"plain", "1.11.4", "", "terraform-provider-oauth/1.2.3 Terraform/1.11.4"},
		{"with more", "1.11.4", " CI/7 ", "terraform-provider-oauth/1.2.3 Terraform/1.11.4 CI/7"},
		{"no version of Terraform", "", "CI/7", "terraform-provider-oauth/1.2.3 CI/7"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Setenv("TF_APPEND_USER_AGENT", tc.more)
			if got := httpapi.UserAgent("1.2.3", tc.terraform); got != tc.want {
				t.Errorf("the user agent is %q, want %q", got, tc.want)
			}
		})
	}
}
