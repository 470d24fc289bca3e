package registration_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// How many requests each operation costs. The first creation of a run also finds out how the server behaves.
func TestRequests(t *testing.T) {
	t.Parallel()
	type budget struct{ First, Create, Refresh, Update, Nothing, Delete []string }
	read, update := []string{"GET"}, []string{"GET", "PUT"}
	tests := []struct {
		name string
		opts registrationsim.Options
		want budget
	}{
		{"plain", registrationsim.Options{}, budget{[]string{"GET", "POST", "GET"}, []string{"POST"}, read, update, nil, []string{"DELETE"}}},
		{"like oidc-provider", registrationsim.OIDCProvider(), budget{[]string{"GET", "POST", "GET"}, []string{"POST"}, read, update, nil, []string{"DELETE"}}},
		{"like hydra", registrationsim.Hydra(), budget{[]string{"POST", "GET"}, []string{"POST"}, read, update, nil, []string{"DELETE"}}},
		{"like glewlwyd, whose answers to writes do not say what is stored", registrationsim.Glewlwyd(), budget{
			[]string{"GET", "GET", "POST", "GET"},
			[]string{"POST", "GET"},
			read,
			[]string{"GET", "PUT", "GET"},
			nil,
			[]string{"DELETE", "GET"}, // it answers 200, and not 204
		}},
		{"a token for one read", registrationsim.Options{Rotation: registrationsim.RotateAlways}, budget{
			[]string{"GET", "POST", "GET"}, []string{"POST"}, nil, []string{"PUT"}, nil, []string{"DELETE"},
		}},
		{"no reads", registrationsim.Options{NoRead: true}, budget{
			[]string{"GET", "POST", "GET"}, []string{"POST"}, nil, []string{"PUT"}, nil, []string{"DELETE"},
		}},
		{"registration only", registrationsim.Options{NoManagement: true}, budget{
			[]string{"GET", "POST", "GET", "GET"}, []string{"POST"}, nil, nil, nil, nil,
		}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, base := serve(t, tc.opts)
			service := newBackend(t, base, tc.opts, nil)
			var got budget
			count := func(into *[]string, operation func()) {
				before := len(sim.Requests())
				operation()
				for _, request := range sim.Requests()[before:] {
					*into = append(*into, request.Method)
				}
			}
			var state oauthclient.Client
			for _, into := range []*[]string{&got.First, &got.Create} {
				count(into, func() {
					created, err := service.Create(t.Context(), method("a"))
					if err != nil {
						t.Fatal(err)
					}
					state = service.state(method("a"), created)
				})
			}
			count(&got.Refresh, func() { _, _ = service.Read(t.Context(), state) })
			count(&got.Nothing, func() { _, _ = service.Update(t.Context(), state, method("a")) })
			count(&got.Update, func() {
				updated, err := service.Update(t.Context(), state, method("a").With(oauthclient.JWKSURI, "https://a.example.com/jwks"))
				if err == nil {
					state = updated
				}
			})
			count(&got.Delete, func() { _ = service.Delete(t.Context(), state) })
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

// method returns a minimal client with a secret on every server.
func method(unique string) oauthclient.Client {
	return minimal(unique).With(oauthclient.TokenEndpointAuthMethod, "client_secret_basic")
}
