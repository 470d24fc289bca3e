package provider_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// A refusal is something that goes wrong with a server, and what is said about it, and what must not be.
type refusal struct {
	// settings starts a server and returns the provider's block for it.
	settings func(t *testing.T) map[string]any
	client   map[string]any
	// importID has a client imported, and not made.
	importID string
	// cancel says when the creation is cancelled: "before" it or while the request is "under way"; "" for never.
	cancel      string
	says, never []string
}

// through serves a simulator behind a handler of its own.
func through(t *testing.T, handle func(next http.Handler) http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handle(hydrasim.New(hydrasim.Options{})))
	t.Cleanup(server.Close)
	return server.URL
}

func onHydra(url string, more ...any) map[string]any {
	return object("hydra", object(append([]any{"admin_url", url}, more...)...), "http", object("max_retries", 0))
}

var refusals = map[string]refusal{
	"no credentials": {
		settings: func(t *testing.T) map[string]any {
			return onHydra(serveSimulator(t, hydrasim.Options{BearerToken: "right"}).adminURL)
		},
		says: []string{"The server wants credentials and none are configured.", "Set the credentials in the provider configuration."}, never: []string{"Check the credentials"},
	},
	"wrong credentials": {
		settings: func(t *testing.T) map[string]any {
			return onHydra(serveSimulator(t, hydrasim.Options{BearerToken: "right"}).adminURL, "bearer_token", "wrong")
		},
		says: []string{"401 Unauthorized", "Check the credentials in the provider configuration."}, never: []string{"none are configured"},
	},
	"no scheme": {
		settings: func(*testing.T) map[string]any { return onHydra("127.0.0.1:4445") },
		says:     []string{"hydra.admin_url must begin with http:// or https://; put that in front."},
	},
	"no host": {
		settings: func(*testing.T) map[string]any { return onHydra("localhost") },
		says:     []string{"hydra.admin_url must begin with http:// or https://; put that in front."},
	},
	"public port": {
		settings: func(t *testing.T) map[string]any {
			return onHydra(through(t, func(next http.Handler) http.Handler { return http.StripPrefix("/admin", next) }))
		},
		says: []string{"The public API, at port 4444 by default, has no clients"}, never: []string{"not found on the server"},
	},
	"no setup": {
		settings: func(t *testing.T) map[string]any {
			return newNevismeta(t, nevissim.Options{}).settings(map[string]any{"setup_id": nil})
		},
		says: []string{"nevismeta.setup_id"},
	},
	"import without a token": {
		settings: func(t *testing.T) map[string]any {
			return object("registration", object("issuer", newRegistrar(t, registrationsim.Options{}).issuer))
		},
		importID: "a-client", says: []string{"No registration access token of this client is known.", "put a line with its client_id \"a-client\", a blank and its registration access token into the environment variable OAUTH_REGISTRATION_ACCESS_TOKENS"},
		never: []string{"state rm", "removed", "-replace", "-target", "three reasons"},
	},
	"sector identifier": {
		settings: func(t *testing.T) map[string]any {
			refuse := func(string, []string) error { return errors.New("no") }
			return onHydra(serveSimulator(t, hydrasim.Options{SectorIdentifier: refuse}).adminURL)
		},
		client: object("sector_identifier_uri", "https://a.example/sector"),
		says:   []string{"ERROR sector_identifier_uri: ", "it must be reachable for the server", "lists all of redirect_uris"}, never: []string{"Note that an Authorization Server MAY"},
	},
	"ampersand": {
		settings: func(t *testing.T) map[string]any {
			return onHydra(through(t, func(http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", "application/json")
					w.WriteHeader(http.StatusBadRequest)
					_, _ = w.Write([]byte(`{"error":"invalid_request","error_description":"a \u0026 b \u003c c"}`))
				})
			}))
		},
		says: []string{"a & b < c"}, never: []string{`\u00`},
	},
	"cancelled before it was sent": {
		settings: func(t *testing.T) map[string]any { return onHydra(serveSimulator(t, hydrasim.Options{}).adminURL) },
		cancel:   "before", says: []string{"the operation was canceled"}, never: []string{": context canceled", "mport it", "Look for it"},
	},
	"cancelled while it was under way": {
		settings: func(t *testing.T) map[string]any {
			return onHydra(through(t, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodPost {
						time.Sleep(200 * time.Millisecond)
						panic(http.ErrAbortHandler) // without an answer, and without a client
					}
					next.ServeHTTP(w, r)
				})
			}))
		},
		cancel: "under way", says: []string{"got no answer", "The server did not have it a moment later."}, never: []string{": context canceled"},
	},
}

// What a server refuses is told with what to do, and without what does not help.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, tc := range refusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t)
			said := strings.Join(tc.run(t, s), "\n")
			if !strings.Contains(said, "ERROR") {
				t.Fatalf("no error: %s", said)
			}
			t.Log(said)
			for _, part := range tc.says {
				if !strings.Contains(said, part) {
					t.Errorf("the error does not say %q: %s", part, said)
				}
			}
			for _, part := range append(tc.never, ".:", "..", "%!") {
				if strings.Contains(said, part) {
					t.Errorf("the error says %q: %s", part, said)
				}
			}
		})
	}
}

// run configures the provider, plans and makes a client, and returns what is said as soon as something is.
func (tc refusal) run(t *testing.T, s *session) []string {
	t.Helper()
	if said := s.configure(t.Context(), tc.settings(t)); len(said) > 0 {
		return said
	}
	l := s.newLife()
	if tc.importID != "" {
		return l.tryImport(tc.importID)
	}
	l.config = object("client_name", "x")
	for name, value := range tc.client {
		l.config[name] = value
	}
	planned, _, _ := l.plan()
	if l.failed() {
		return l.said
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	switch tc.cancel {
	case "before":
		cancel()
	case "under way":
		time.AfterFunc(100*time.Millisecond, cancel)
	}
	applied, err := s.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "oauth_client", Config: l.dynamic(l.client(l.config)), PriorState: l.dynamic(l.state),
		PlannedState: planned.PlannedState, PlannedPrivate: planned.PlannedPrivate,
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines(applied.Diagnostics)
}
