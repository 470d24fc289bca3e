package backendtest_test

import (
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	backendtest.Run(t, func(*testing.T) backendtest.Harness { return backendtest.NewMemory().Harness() })
}
