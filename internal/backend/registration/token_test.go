package registration_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
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
				answerShowing(shown, tc.in(r.Method), sim, w, r)
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

// answerShowing answers as the simulator does, with another text in the place of the token.
func answerShowing(shown string, isShown bool, sim http.Handler, w http.ResponseWriter, r *http.Request) {
	answer := httptest.NewRecorder()
	sim.ServeHTTP(answer, r)
	members, isObject := parse(answer.Body.String()).(map[string]any)
	if isObject && members["registration_access_token"] != nil && isShown {
		members["registration_access_token"] = shown
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(answer.Code)
	if isObject {
		_ = json.NewEncoder(w).Encode(members)
	}
}

// A token that is none is found out with the client's own token, although that of an operator would open the client, and by the
// read that a deletion makes, too.
func TestTokenThatIsNone_laterOperations(t *testing.T) {
	t.Parallel()
	sim := registrationsim.New(registrationsim.Options{})
	var isShown, isDeletionLost bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete && isDeletionLost {
			isDeletionLost = false
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte("{}"))
			return
		}
		answerShowing("c0ffee00c0ffee11c0ffee22", isShown && r.Method == http.MethodGet, sim, w, r)
	}))
	t.Cleanup(server.Close)
	var operatorToken string
	service := newBackend(t, server.URL, registrationsim.Options{}, func(c *registration.Config) {
		c.RegistrationEndpoint = server.URL + "/register"
		c.OperatorToken = func(string) string { return operatorToken }
	})
	client, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	client = remembered(service, client)
	token := client.Text(oauthclient.RegistrationAccessToken)
	isShown, operatorToken = true, token
	read, err := service.Read(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	service.mustNotice(t, "")
	if got := read.Text(oauthclient.RegistrationAccessToken); got != token {
		t.Errorf("the token is %q", got)
	}
	operatorToken, isDeletionLost = "", true
	if err := service.Delete(t.Context(), client); err != nil || len(sim.Clients()) > 0 {
		t.Errorf("Delete returned %v and left %d clients", err, len(sim.Clients()))
	}
}
