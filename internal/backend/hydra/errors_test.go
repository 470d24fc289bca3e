package hydra_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// answering returns a driver whose server has the same answer to everything.
func answering(t *testing.T, status int, contentType, body string) *hydra.Backend {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return newBackend(t, server.URL)
}

// TestRead_notFound makes a client gone by Hydra's own word only.
func TestRead_notFound(t *testing.T) {
	t.Parallel()
	const plain, json, html = "text/plain; charset=utf-8", "application/json", "text/html"
	for _, tc := range []struct {
		name, contentType, body string
		gone                    bool
	}{
		{"Hydra", json, `{"error":"Unable to locate the resource","error_description":""}`, true},
		{"v2.3.0 without the route", json, `{"error":{"code":404,"message":"Not Found","reason":"The requested route does not exist."}}`, false},
		{"v2.3.0 without the route, in HTML", html, "<!DOCTYPE html><html><body><h1>Error 404</h1></body></html>", false},
		{"v26.2.0 without the route", plain, "404 page not found\n", false},
		{"nginx", html, "<html><head><title>404 Not Found</title></head></html>", false},
		{"Kong", json, `{"message":"no Route matched with those values"}`, false},
		{"Spring", json, `{"timestamp":"2026-01-01T00:00:00Z","status":404,"error":"Not Found","path":"/admin/clients/x"}`, false},
		{"Ory Network without the project", json, `{"error":{"code":404,"status":"Not Found","message":"The requested resource could not be found"}}`, false},
		{"nothing", "", "", false},
		{"a list", json, `[]`, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			backend := answering(t, http.StatusNotFound, tc.contentType, tc.body)
			known := oauthclient.Client{oauthclient.ID: "x"}
			_, err := backend.Read(t.Context(), known)
			if err == nil || errors.Is(err, oauthclient.ErrNotFound) != tc.gone {
				t.Errorf("Read returned %v", err)
			}
			if err := backend.Delete(t.Context(), known); (err == nil) != tc.gone {
				t.Errorf("Delete returned %v", err)
			}
		})
	}
}

// TestRead_unusable is about answers of success without a client.
func TestRead_unusable(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "null", "[]", "{}", `{"client_id":null}`, "OK", `{"client_id":"x","redirect_uris":{}}`} {
		backend := answering(t, http.StatusOK, "application/json", body)
		read, err := backend.Read(t.Context(), oauthclient.Client{oauthclient.ID: "x"})
		if !errors.Is(err, oauthclient.ErrUnavailable) || read != nil {
			t.Errorf("Read of %q returned %v and the error %v", body, read, err)
		}
	}
}

// TestHandles works on clients whose client_id needs care in a URL.
func TestHandles(t *testing.T) {
	t.Parallel()
	for name, manner := range map[string]hydrasim.Manner{"v2.3.0": hydrasim.V230, "v26.2.0": hydrasim.V262} {
		for _, id := range []string{"a b", "a+b", "a%2Fb", "ä?b=c#d", "a:b@c", "..a", "a;b", `a"b\c`, "~"} {
			t.Run(name+" "+id, func(t *testing.T) {
				t.Parallel()
				server := httptest.NewServer(hydrasim.New(hydrasim.Options{Manner: manner}))
				t.Cleanup(server.Close)
				service := oauthclient.NewService(newBackend(t, server.URL))
				created, err := service.Create(t.Context(), oauthclient.Client{oauthclient.ClientID: id})
				if err != nil {
					t.Fatal(err)
				}
				updated, err := service.Update(t.Context(), created, oauthclient.Client{hydra.Owner: "shop"})
				if err != nil || updated.Text(oauthclient.ID) != id {
					t.Errorf("Update returned the client %q and the error %v", updated.Text(oauthclient.ID), err)
				}
				if err := service.Delete(t.Context(), created); err != nil {
					t.Errorf("Delete: %v", err)
				}
				if _, err := service.Read(t.Context(), created); !errors.Is(err, oauthclient.ErrNotFound) {
					t.Errorf("Read after Delete: %v", err)
				}
			})
		}
	}
}

// TestHandles_impossible never asks for the list, which is at the path without client_id.
func TestHandles_impossible(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", ".", ".."} {
		sim, backend := simulate(t)
		known := oauthclient.Client{oauthclient.ID: id}
		if _, err := backend.Read(t.Context(), known); !errors.Is(err, oauthclient.ErrNotFound) {
			t.Errorf("Read of %q returned %v", id, err)
		}
		if _, err := backend.Update(t.Context(), known, oauthclient.Client{}); !errors.Is(err, oauthclient.ErrNotFound) {
			t.Errorf("Update of %q returned %v", id, err)
		}
		if sent := methods(sim); sent != "" {
			t.Errorf("for %q %s was sent", id, sent)
		}
	}
}

// TestRefusals sends what Validate would have stopped, to see the server's words end up at the right field.
func TestRefusals(t *testing.T) {
	t.Parallel()
	elsewhere := oauthclient.Client{
		oauthclient.RedirectURIs:           []string{"https://a.example.com/"},
		oauthclient.PostLogoutRedirectURIs: []string{"https://b.example.com/"},
	}
	for _, tc := range []struct {
		name    string
		desired oauthclient.Client
		field   oauthclient.Field
		words   string
	}{
		{"secret", oauthclient.Client{oauthclient.ClientSecret: "short"}, oauthclient.ClientSecret, "at least 6 characters"},
		{"userinfo", oauthclient.Client{oauthclient.UserinfoSignedResponseAlg: "ES256"}, oauthclient.UserinfoSignedResponseAlg, "'none' or 'RS256'"},
		{"redirect", oauthclient.Client{oauthclient.RedirectURIs: []string{"https://a.example.com/#b"}}, oauthclient.RedirectURIs, "must not contain fragments"},
		{"keys twice", oauthclient.Client{oauthclient.JWKSet: keySet, oauthclient.JWKSURI: "https://a.example.com"}, oauthclient.JWKSURI, "can not both be set"},
		{"no keys", oauthclient.Client{oauthclient.TokenEndpointAuthMethod: "private_key_jwt"}, oauthclient.TokenEndpointAuthMethod, "either jwks or jwks_uri"},
		// The server's words name no member.
		{"subject type", oauthclient.Client{oauthclient.SubjectType: "pairwise"}, oauthclient.Field{}, "Subject type pairwise is not supported"},
		{"strategy", oauthclient.Client{hydra.AccessTokenStrategy: "x"}, oauthclient.Field{}, "invalid access token strategy"},
		{"lifespan", oauthclient.Client{hydra.Lifespans[0]: "1d"}, oauthclient.Field{}, "unknown unit 'd'"},
		{"logout", elsewhere, oauthclient.Field{}, "must match the domain, port, scheme"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, backend := simulate(t)
			created, err := backend.Create(t.Context(), tc.desired)
			var problem *oauthclient.Error
			if !errors.As(err, &problem) || !errors.Is(problem, oauthclient.ErrInvalid) || created != nil {
				t.Fatalf("Create returned %v and the error %v", created, err)
			}
			if problem.Field != tc.field || !strings.Contains(problem.Message, tc.words) {
				t.Errorf("the error is at %q: %s", problem.Field, problem.Message)
			}
		})
	}
}

// TestMessages fixes the wording of errors that come from the driver itself.
func TestMessages(t *testing.T) {
	t.Parallel()
	sim, backend := simulate(t)
	orders := oauthclient.Client{oauthclient.ID: "orders", oauthclient.ClientID: "orders"}
	_, missing := backend.Read(t.Context(), orders)
	if err := sim.Put(object{"client_id": "orders"}); err != nil {
		t.Fatal(err)
	}
	_, exists := backend.Create(t.Context(), oauthclient.Client{oauthclient.ClientID: "orders"})
	_, unusable := answering(t, http.StatusOK, "application/json", "[]").Read(t.Context(), orders)
	for _, tc := range []struct {
		name string
		err  error
		want string
	}{
		{"missing", missing, `Hydra has no client with the client_id "orders".`},
		{"exists", exists, `client_id: Hydra has a client with the client_id "orders" already. ` +
			`Choose another client_id, or bring that client under management with: terraform import ADDRESS orders`},
		{"unusable", unusable, `The server answered with success, but not with a client. ` +
			`Check that hydra.admin_url is the base URL of Hydra's admin API.`},
	} {
		if diff := cmp.Diff(tc.want, tc.err.Error()); diff != "" {
			t.Errorf("%s:\n%s", tc.name, diff)
		}
	}
}

// TestSerialization repeats what SQLite rolled back, and 409 is one of the answers to that.
func TestSerialization(t *testing.T) {
	t.Parallel()
	conflict := hydrasim.ConcurrentUpdate()
	conflict.Status = http.StatusConflict
	for name, fault := range map[string]hydrasim.Fault{"400": hydrasim.ConcurrentUpdate(), "409": conflict} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, backend := simulate(t)
			for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
				fault.Method = method
				sim.FailNext(fault, fault)
			}
			created, err := backend.Create(t.Context(), oauthclient.Client{oauthclient.ClientID: "orders"})
			if err != nil {
				t.Fatalf("Create: %v", err)
			}
			if _, err := backend.Update(t.Context(), created, oauthclient.Client{hydra.Owner: "shop"}); err != nil {
				t.Errorf("Update: %v", err)
			}
			if err := backend.Delete(t.Context(), created); err != nil {
				t.Errorf("Delete: %v", err)
			}
			if diff := cmp.Diff("POST POST POST GET PUT PUT PUT GET DELETE DELETE DELETE", methods(sim)); diff != "" {
				t.Errorf("requests:\n%s", diff)
			}
		})
	}
}

// TestNew takes the admin URL in the ways people write it.
func TestNew(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"", "/", "/admin", "/admin/", "/some/prefix", "/some/prefix/", "/some/prefix/admin"} {
		t.Run(prefix, func(t *testing.T) {
			t.Parallel()
			sim := hydrasim.New(hydrasim.Options{BearerToken: "a key of Ory Network"})
			stripped := strings.TrimSuffix(strings.TrimSuffix(prefix, "/"), "/admin")
			server := httptest.NewServer(http.StripPrefix(stripped, sim))
			t.Cleanup(server.Close)
			backend, err := hydra.New(httpapi.Config{BaseURL: server.URL + prefix, Auth: httpapi.Bearer("a key of Ory Network")})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := backend.Create(t.Context(), oauthclient.Client{oauthclient.ClientID: "orders"}); err != nil {
				t.Error(err)
			}
			if sim.Clients()["orders"] == nil {
				t.Error("the client is not on the server")
			}
		})
	}
	if _, err := hydra.New(httpapi.Config{BaseURL: "ftp://hydra.example.com"}); err == nil {
		t.Error("New takes an ftp URL")
	}
}

// TestRead_denied has no credentials for Ory Network.
func TestRead_denied(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(hydrasim.New(hydrasim.Options{BearerToken: "a key of Ory Network"}))
	t.Cleanup(server.Close)
	_, err := newBackend(t, server.URL).Read(t.Context(), oauthclient.Client{oauthclient.ID: "orders"})
	if !errors.Is(err, oauthclient.ErrDenied) || !strings.Contains(err.Error(), "Access credentials are invalid") {
		t.Errorf("Read returned %v", err)
	}
}
