package registration_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// What a server shows in the place of the token, a mask or a hash of it, is not taken for a new one.
func TestTokenThatIsNone(t *testing.T) {
	t.Parallel()
	const shown = "c0ffee00c0ffee11c0ffee22"
	for _, tc := range []struct {
		name     string
		rotation registrationsim.Rotation
		in       func(method string) bool
	}{
		{"in answers to reads", registrationsim.RotateNever, func(method string) bool { return method == http.MethodGet }},
		{"in answers to updates", registrationsim.RotateNever, func(method string) bool { return method == http.MethodPut }},
		{"in both", registrationsim.RotateNever, func(method string) bool { return method != http.MethodPost }},
		{"in answers to reads, where updates replace it", registrationsim.RotateOnPut, func(method string) bool { return method == http.MethodGet }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			opts := registrationsim.Options{Rotation: tc.rotation}
			_, service := behind(t, opts, func(sim http.Handler, w http.ResponseWriter, r *http.Request) {
				answer := httptest.NewRecorder()
				sim.ServeHTTP(answer, r)
				members, isObject := parse(answer.Body.String()).(map[string]any)
				if isObject && members["registration_access_token"] != nil && tc.in(r.Method) {
					members["registration_access_token"] = shown
				}
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(answer.Code)
				if isObject {
					_ = json.NewEncoder(w).Encode(members)
				}
			})
			client := oauthclient.Client{}
			for _, name := range []string{"a", "b"} { // what the first client tells is known of the second
				created, err := service.Create(t.Context(), minimal(name))
				if err != nil {
					t.Fatal(err)
				}
				client = remembered(service, created)
			}
			for _, name := range []string{"c", "d"} {
				read, err := service.Read(t.Context(), client)
				if err != nil {
					t.Fatal(err)
				}
				service.mustNotice(t, "")
				if client, err = service.Update(t.Context(), remembered(service, read), minimal(name)); err != nil {
					t.Fatal(err)
				}
				client = remembered(service, client)
			}
			if client.Text(oauthclient.RegistrationAccessToken) == shown {
				t.Error("what is shown was taken for the token")
			}
			if err := service.Delete(t.Context(), client); err != nil {
				t.Error(err)
			}
		})
	}
}
