package registration_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// What is removed is left out, and only where that does not remove it something else is tried: a request that is refused
// changes nothing.
func TestRemoval(t *testing.T) {
	t.Parallel()
	logo, scopes := minimal("a").With(oauthclient.LogoURI, "https://a.example.com/logo.png"), minimal("a").With(oauthclient.Scopes, []string{"read"})
	tests := []struct {
		name     string
		opts     registrationsim.Options
		before   oauthclient.Client
		requests []string
		bodies   []string // what the updates say of the member
		stays    bool
	}{
		{name: "left out", before: logo, requests: []string{"GET", "PUT"}, bodies: []string{"absent"}},
		{
			name: "kept when it is left out", opts: registrationsim.Options{PutMerges: true}, before: logo,
			requests: []string{"GET", "PUT", "PUT"}, bodies: []string{"absent", "null"},
		},
		{
			name: "kept, and null refused", opts: registrationsim.Options{KeptOnPut: []string{"logo_uri"}, RefuseNullOnPut: true}, before: logo,
			requests: []string{"GET", "PUT", "PUT", "PUT"}, bodies: []string{"absent", "null", `""`},
		},
		{
			name: "kept, and nothing helps", opts: registrationsim.Options{Replaced: map[string]any{"logo_uri": "https://a.example.com/logo.png"}},
			before: logo, requests: []string{"GET", "PUT", "PUT", "PUT"}, bodies: []string{"absent", "null", `""`}, stays: true,
		},
		{
			name: "the default, which was configured", opts: registrationsim.Options{Defaults: map[string]any{"scope": "read"}}, before: scopes,
			requests: []string{"GET", "PUT", "PUT"}, bodies: []string{"absent", "null"}, stays: true,
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := register(t, tc.opts)
			updated, err := m.service.Update(t.Context(), m.state, tc.before)
			if err != nil {
				t.Fatal(err)
			}
			state := m.service.state(tc.before, updated)
			before := len(m.sim.Requests())
			updated, err = m.service.Update(t.Context(), state, minimal("a"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.requests, m.since(before)); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			f, member := oauthclient.LogoURI, "logo_uri"
			if tc.before.Has(oauthclient.Scopes) {
				f, member = oauthclient.Scopes, "scope"
			}
			if updated.Has(f) != tc.stays {
				t.Errorf("the server has %v", updated[f])
			}
			for _, notice := range m.service.notices {
				if strings.Contains(notice.Detail, "was removed") && strings.Contains(notice.Detail, "configured value stays") {
					t.Errorf("of what was removed is said: %s", notice.Detail)
				}
			}
			if diff := cmp.Diff(tc.bodies, saidOf(t, m.sim.Requests()[before:], member)); diff != "" {
				t.Errorf("what the updates said (-want +got):\n%s", diff)
			}
		})
	}
}

// saidOf returns what updates say of a member, as JSON.
func saidOf(t *testing.T, requests []registrationsim.Request, member string) []string {
	t.Helper()
	var said []string
	for _, request := range requests {
		if request.Method != "PUT" {
			continue
		}
		value, present := parse(request.Body).(map[string]any)[member]
		switch {
		case !present:
			said = append(said, "absent")
		case value == nil:
			said = append(said, "null")
		default:
			text, isText := value.(string)
			if !isText {
				text = "..."
			}
			said = append(said, `"`+text+`"`)
		}
	}
	return said
}

// A value that the server derives from another that changes may stand in the way: the request is repeated without it.
func TestUpdateWithoutWhatIsDerived(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{})
	m.sim.FailNext(registrationsim.Fault{
		Method: "PUT", Status: 400, ContentType: "application/json",
		Body: `{"error":"invalid_client_metadata","error_description":"grant_types must contain implicit"}`,
	})
	before := len(m.sim.Requests())
	if _, err := m.service.Update(t.Context(), m.state, minimal("a").With(oauthclient.ResponseTypes, []string{"id_token"})); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"GET", "PUT", "PUT"}, m.since(before)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{`"..."`, "absent"}, saidOf(t, m.sim.Requests()[before:], "grant_types")); diff != "" {
		t.Errorf("what the updates said of grant_types (-want +got):\n%s", diff)
	}
}

// The default of an encryption goes with its algorithm.
func TestRemovalOfAnEncryption(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{FillEnc: true})
	desired := minimal("a").With(oauthclient.IDTokenEncryptedResponseAlg, "RSA-OAEP").With(oauthclient.JWKSURI, "https://a.example.com/jwks")
	updated, err := m.service.Update(t.Context(), m.state, desired)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.service.Update(t.Context(), m.service.state(desired, updated), minimal("a")); err != nil {
		t.Error(err)
	}
}

// A value that says nothing, which some configurations have, does not keep others from being removed.
func TestRemovalBesideAnEmptyValue(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{PutMerges: true})
	empty := minimal("a").With(oauthclient.JWKSet, "")
	desired := empty.With(oauthclient.LogoURI, "https://a.example.com/logo.png")
	updated, err := m.service.Update(t.Context(), m.state, desired)
	if err != nil {
		t.Fatal(err)
	}
	if updated, err = m.service.Update(t.Context(), m.service.state(desired, updated), empty); err != nil || updated.Has(oauthclient.LogoURI) {
		t.Errorf("Update returned %v and the error %v", updated, err)
	}
}

// An update that is answered without a client has it read, whatever the server made of it: a secret that it does not show, a
// default in the place of what was removed, a token that the read replaces.
func TestUpdate_noContent(t *testing.T) {
	t.Parallel()
	for _, rotation := range []registrationsim.Rotation{registrationsim.RotateNever, registrationsim.RotateAlways} {
		for _, status := range []int{http.StatusNoContent, http.StatusOK} {
			t.Run(fmt.Sprintf("rotation %d, status %d", rotation, status), func(t *testing.T) {
				t.Parallel()
				opts := registrationsim.Options{
					SecretShown: registrationsim.ShownOnPost, Defaults: map[string]any{"scope": "read"},
					Rotation: rotation, KeepOldToken: true,
				}
				sim, service := behind(t, opts, func(sim http.Handler, w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodPut {
						answer := httptest.NewRecorder()
						sim.ServeHTTP(answer, r)
						if answer.Code == http.StatusOK {
							w.WriteHeader(status)
							return
						}
					}
					sim.ServeHTTP(w, r)
				})
				configured := minimal("a").With(oauthclient.Scopes, []string{"read"})
				created, err := service.Create(t.Context(), configured)
				if err != nil {
					t.Fatal(err)
				}
				desired := minimal("a").With(oauthclient.ClientURI, "https://a.example.com")
				updated, err := service.Update(t.Context(), service.state(configured, created), desired)
				if err != nil {
					t.Fatal(err)
				}
				id := created.Text(oauthclient.ClientID)
				if updated.Text(oauthclient.ClientID) != id || sim.Clients()[id]["client_uri"] != "https://a.example.com" {
					t.Errorf("the server has %v, and Update returned %v", sim.Clients()[id], updated)
				}
				if err := service.Delete(t.Context(), updated); err != nil {
					t.Errorf("the token in the result is no good: %v", err)
				}
			})
		}
	}
}

// Of an update that is answered with the client_id alone, a read tells what the server has then.
func TestUpdate_bareAnswer(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{Defaults: map[string]any{"scope": "read"}}
	_, service := behind(t, opts, func(sim http.Handler, w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPut {
			sim.ServeHTTP(w, r)
			return
		}
		sim.ServeHTTP(httptest.NewRecorder(), r)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"client_id": path.Base(r.URL.Path)})
	})
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	desired := minimal("a").With(oauthclient.ClientURI, "https://a.example.com")
	updated, err := service.Update(t.Context(), service.state(minimal("a"), created), desired)
	if err != nil || updated.Text(oauthclient.ClientURI) != "https://a.example.com" || !updated.Has(oauthclient.Scopes) {
		t.Errorf("Update returned %v and %v", updated, err)
	}
}

// So it is with a registration that is answered with what it takes to manage the client alone, for the first client and the next.
func TestCreate_bareAnswer(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{Defaults: map[string]any{"scope": "read"}}
	_, service := behind(t, opts, func(sim http.Handler, w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			sim.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		sim.ServeHTTP(answer, r)
		members, _ := parse(answer.Body.String()).(map[string]any)
		for name := range members {
			if name != "client_id" && name != "client_secret" && !strings.HasPrefix(name, "registration_") {
				delete(members, name)
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Code)
		_ = json.NewEncoder(w).Encode(members)
	})
	for _, name := range []string{"a", "b"} {
		created, err := service.Create(t.Context(), minimal(name))
		if err != nil || created.Text(oauthclient.ClientName) != name || !created.Has(oauthclient.Scopes) {
			t.Errorf("Create returned %v and %v", created, err)
		}
		service.mustNotice(t, "")
	}
}

// A server that merges what it is sent refuses two members that exclude each other, although one of them was left out; and
// one that shows members of its own need not take them.
func TestUpdate_refused(t *testing.T) {
	t.Parallel()
	for name, refuses := range map[string]func(body map[string]any) bool{
		"merges": func(body map[string]any) bool { uri, said := body["jwks_uri"]; return !said || uri != nil },
		"own":    func(body map[string]any) bool { _, said := body["x_own"]; return said },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := registrationsim.Options{PutMerges: true, Defaults: map[string]any{"x_own": "1"}}
			refused := 0
			_, service := behind(t, opts, func(sim http.Handler, w http.ResponseWriter, r *http.Request) {
				content, _ := io.ReadAll(r.Body)
				r.Body = io.NopCloser(bytes.NewReader(content))
				body, _ := parse(string(content)).(map[string]any)
				if r.Method == http.MethodPut && body["jwks"] != nil && refuses(body) {
					refused++
					w.Header().Set("Content-Type", "text/html")
					w.WriteHeader(http.StatusBadRequest)
					_, _ = io.WriteString(w, "<html><body>no</body></html>")
					return
				}
				sim.ServeHTTP(w, r)
			})
			before := minimal("a").With(oauthclient.JWKSURI, "https://a.example.com/jwks")
			created, err := service.Create(t.Context(), before)
			if err != nil {
				t.Fatal(err)
			}
			desired := minimal("a").With(oauthclient.JWKSet, `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`)
			updated, err := service.Update(t.Context(), service.state(before, created), desired)
			if err != nil || !updated.Has(oauthclient.JWKSet) || updated.Has(oauthclient.JWKSURI) || refused == 0 {
				t.Errorf("Update returned %v and %v after %d refusals", updated, err, refused)
			}
			told := slices.ContainsFunc(service.notices, func(n oauthclient.Notice) bool { return strings.Contains(n.Detail, "x_own") })
			if told != (name == "own") {
				t.Errorf("the notices are %v", service.notices)
			}
		})
	}
}

// Some servers want all that they have shown back, lists without elements included (RFC 7592 section 2.2, Okta).
func TestUpdate_wholeAnswer(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{Defaults: map[string]any{"post_logout_redirect_uris": []string{}, "x_own": []string{}}}
	_, service := behind(t, opts, func(sim http.Handler, w http.ResponseWriter, r *http.Request) {
		content, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(content))
		body, _ := parse(string(content)).(map[string]any)
		if r.Method == http.MethodPut && (body["post_logout_redirect_uris"] == nil || body["x_own"] == nil) {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		answer := httptest.NewRecorder()
		sim.ServeHTTP(answer, r)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Code)
		_, _ = io.WriteString(w, strings.ReplaceAll(answer.Body.String(), "[]", "[ ]")) // as Jackson indents it
	})
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := service.Update(t.Context(), service.state(minimal("a"), created), renamed()); err != nil {
		t.Error(err)
	}
}

// A server that merges what it is sent, and takes null for nothing said, lets values be removed by "".
func TestUpdate_nullIsNothingSaid(t *testing.T) {
	t.Parallel()
	sim, service := behind(t, registrationsim.Options{PutMerges: true}, func(sim http.Handler, w http.ResponseWriter, r *http.Request) {
		content, _ := io.ReadAll(r.Body)
		if body, isObject := parse(string(content)).(map[string]any); isObject {
			maps.DeleteFunc(body, func(_ string, v any) bool { return v == nil })
			content, _ = json.Marshal(body)
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(content)), int64(len(content))
		sim.ServeHTTP(w, r)
	})
	before := minimal("a").With(oauthclient.TosURI, "https://a.example.com/tos").With(oauthclient.Contacts, []string{"a@example.com"})
	created, err := service.Create(t.Context(), before)
	if err != nil {
		t.Fatal(err)
	}
	updated, err := service.Update(t.Context(), service.state(before, created), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	if updated.Has(oauthclient.TosURI) || updated.Has(oauthclient.Contacts) {
		t.Errorf("the server has %v", sim.Clients()[clientID(created)])
	}
	service.mustNotice(t, "")
}

// What a server fills in and does not say in its answers to writes, a read says, whichever client it is that shows so.
func TestAnswersWithoutDefaults(t *testing.T) {
	t.Parallel()
	_, service := behind(t, registrationsim.Options{}, func(sim http.Handler, w http.ResponseWriter, r *http.Request) {
		content, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(content))
		answer := httptest.NewRecorder()
		sim.ServeHTTP(answer, r)
		sent, _ := parse(string(content)).(map[string]any)
		members, isObject := parse(answer.Body.String()).(map[string]any)
		for _, name := range []string{"grant_types", "response_types", "token_endpoint_auth_method"} {
			if r.Method != http.MethodGet && sent[name] == nil {
				delete(members, name)
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Code)
		if isObject {
			_ = json.NewEncoder(w).Encode(members)
		}
	})
	full := minimal("a").With(oauthclient.GrantTypes, []string{"authorization_code"}).
		With(oauthclient.ResponseTypes, []string{"code"}).With(oauthclient.TokenEndpointAuthMethod, "client_secret_basic")
	if _, err := service.Create(t.Context(), full); err != nil {
		t.Fatal(err)
	}
	created, err := service.Create(t.Context(), minimal("b"))
	if err != nil || !created.Has(oauthclient.GrantTypes) || !created.Has(oauthclient.TokenEndpointAuthMethod) {
		t.Fatalf("Create returned %v and %v", created, err)
	}
	updated, err := service.Update(t.Context(), service.state(minimal("b"), created), renamed())
	if err != nil || !updated.Has(oauthclient.GrantTypes) || !updated.Has(oauthclient.TokenEndpointAuthMethod) {
		t.Errorf("Update returned %v and %v", updated, err)
	}
}
