package registration_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// How many requests each operation costs. The first creation of a run also finds out how the server behaves, and the first
// update whether the token that it answers with is one.
func TestRequests(t *testing.T) {
	t.Parallel()
	type budget struct{ First, Create, Refresh, FirstUpdate, Update, Nothing, Delete []string }
	read, update, checked := []string{"GET"}, []string{"GET", "PUT"}, []string{"GET", "PUT", "GET"}
	tests := []struct {
		name string
		opts registrationsim.Options
		want budget
	}{
		{"plain", registrationsim.Options{}, budget{[]string{"GET", "POST", "GET"}, []string{"POST"}, read, update, update, nil, []string{"DELETE"}}},
		{"like oidc-provider", registrationsim.OIDCProvider(), budget{[]string{"GET", "POST", "GET"}, []string{"POST"}, read, checked, update, nil, []string{"DELETE"}}},
		{"like hydra", registrationsim.Hydra(), budget{[]string{"POST", "GET"}, []string{"POST"}, read, checked, update, nil, []string{"DELETE"}}},
		{"like glewlwyd, whose answers to writes do not say what is stored", registrationsim.Glewlwyd(), budget{
			[]string{"GET", "GET", "POST", "GET"},
			[]string{"POST", "GET"},
			read, checked, checked, nil,
			[]string{"DELETE", "GET"}, // it answers 200, and not 204
		}},
		{"a token for one read", registrationsim.Options{Rotation: registrationsim.RotateAlways}, budget{
			[]string{"GET", "POST", "GET", "GET"}, []string{"POST"}, nil, []string{"PUT"}, []string{"PUT"}, nil, []string{"DELETE"},
		}},
		{"no reads", registrationsim.Options{NoRead: true}, budget{
			[]string{"GET", "POST", "GET"}, []string{"POST"}, nil, []string{"PUT"}, []string{"PUT"}, nil, []string{"DELETE"},
		}},
		{"registration only", registrationsim.Options{NoManagement: true}, budget{
			[]string{"GET", "POST", "GET", "GET"}, []string{"POST"}, nil, nil, nil, nil, nil,
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
			for i, into := range []*[]string{&got.FirstUpdate, &got.Update} {
				count(into, func() {
					desired := method("a").With(oauthclient.JWKSURI, fmt.Sprintf("https://a.example.com/jwks/%d", i))
					if updated, err := service.Update(t.Context(), state, desired); err == nil {
						state = service.state(desired, updated)
					}
				})
			}
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
