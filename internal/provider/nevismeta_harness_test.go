package provider_test

import (
	"fmt"
	"maps"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
)

// A nevismeta is a simulator of nevisMeta and its address.
type nevismeta struct {
	*nevissim.Simulator
	t   *testing.T
	url string
}

func newNevismeta(t *testing.T, opts nevissim.Options) *nevismeta {
	t.Helper()
	onlySimulated(t)
	sim := nevissim.New(opts)
	listener := httptest.NewServer(sim)
	t.Cleanup(listener.Close)
	return &nevismeta{Simulator: sim, t: t, url: listener.URL}
}

// settings returns the provider's block, changed as given; nil takes a setting out.
func (n *nevismeta) settings(changes map[string]any) map[string]any {
	settings := map[string]any{
		"url": n.url, "setup_id": nevissim.SetupID, "username": nevissim.Username, "password": nevissim.Password,
	}
	maps.Copy(settings, changes)
	return map[string]any{"nevismeta": settings}
}

// config returns a configuration for this server.
func (n *nevismeta) config(extra string, resources ...string) string {
	return fmt.Sprintf("provider \"oauth\" {\n  nevismeta {\n  url = %q\n  username = %q\n  password = %q\n  %s\n}\n}\n",
		n.url, nevissim.Username, nevissim.Password, extra) + strings.Join(resources, "\n")
}
