package provider_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider"
)

// TestMain runs the tests, and fails when an answer beside the framework was not the framework's own.
func TestMain(m *testing.M) {
	code := m.Run()
	fmt.Println(provider.Compared.Summary())
	for _, difference := range provider.Compared.Differences() {
		fmt.Println(difference)
		code = 1
	}
	os.Exit(code)
}
