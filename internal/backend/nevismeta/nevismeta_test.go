package nevismeta_test

import (
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// TestConformance runs the suite on every server that the documents allow.
func TestConformance(t *testing.T) {
	t.Parallel()
	for _, opts := range backendtest.Some(nevissim.Combinations()) {
		t.Run(opts.Name, func(t *testing.T) {
			t.Parallel()
			backendtest.Run(t, func(t *testing.T) backendtest.Harness { return newHarness(t, opts) })
		})
	}
}
