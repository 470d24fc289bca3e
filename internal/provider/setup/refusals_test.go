package setup

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// On every backend, of fifty clients with a wrong password one tells the server, which may lock the user after a few; and a
// server that is down is waited for once.
func TestOneRefusal(t *testing.T) {
	t.Parallel()
	const many = 50
	for backend, settings := range map[string]map[string]any{
		"hydra":        {"admin_url": "", "username": "u", "password": "wrong-password"},
		"nevismeta":    {"url": "", "setup_id": "s", "username": "u", "password": "wrong-password"},
		"oam":          {"url": "", "identity_domain": "D", "username": "u", "password": "wrong-password"},
		"registration": {"registration_endpoint": "", "initial_access_token": "wrong-token"},
	} {
		connect := func(t *testing.T, url string) *oauthclient.Service {
			t.Helper()
			config := map[string]any{"http.max_retries": 1.0}
			for name, value := range settings {
				if value == "" {
					value = url
				}
				config[backend+"."+name] = value
			}
			connection, diags := Connect(configOf(config), httpapi.Config{RetryWaitMin: time.Millisecond, RetryWaitMax: 10 * time.Millisecond})
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			return connection.Service
		}
		createAll := func(t *testing.T, service *oauthclient.Service) {
			t.Helper()
			var group sync.WaitGroup
			var short atomic.Int32
			for range many {
				group.Go(func() {
					_, err := service.Create(t.Context(), oauthclient.Client{oauthclient.ClientName: "name", oauthclient.RedirectURIs: []string{"https://a.example.com/cb"}})
					switch {
					case err == nil:
						t.Error("no error")
					case strings.Contains(err.Error(), "was refused before in this run"):
						short.Add(1)
					}
				})
			}
			group.Wait()
			if short.Load() < many/2 { // those that are under way when the first one is refused find out by themselves
				t.Errorf("%d of %d errors say that it was refused before", short.Load(), many)
			}
		}
		t.Run(backend+", wrong password", func(t *testing.T) {
			t.Parallel()
			var refused atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "" {
					refused.Add(1)
				}
				w.WriteHeader(http.StatusUnauthorized)
			}))
			t.Cleanup(server.Close)
			createAll(t, connect(t, server.URL+"/x"))
			if got := refused.Load(); got != 1 {
				t.Errorf("%d requests with the wrong password", got)
			}
		})
		t.Run(backend+", server down", func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.NotFoundHandler())
			server.Close()
			begun := time.Now()
			createAll(t, connect(t, server.URL+"/x"))
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}
