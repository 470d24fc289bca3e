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
func answering(t *testing.T, status int, contentType, body string) *hydra.Driver {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return newDriver(t, server.URL)
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
			driver := answering(t, http.StatusNotFound, tc.contentType, tc.body)
			_, read := driver.Fetch(t.Context(), orders)
			_, updated := driver.Update(t.Context(), change(hydra.Owner))
			for operation, err := range map[string]error{
				"Fetch": read, "Update": updated, "Delete": driver.Delete(t.Context(), orders),
			} {
				if err == nil || errors.Is(err, oauthclient.ErrNotFound) != tc.gone {
					t.Errorf("%s returned %v", operation, err)
				}
				if hint := strings.Contains(err.Error(), "Check hydra.admin_url"); hint == tc.gone {
					t.Errorf("%s returned %v", operation, err)
				}
			}
		})
	}
}

// TestRead_unusable is about answers of success without a client.
func TestRead_unusable(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "null", "[]", "{}", `{"client_id":null}`, `{"client_id":""}`, `{"client_id":["orders"]}`, "OK"} {
		driver := answering(t, http.StatusOK, "application/json", body)
		if _, err := driver.Fetch(t.Context(), orders); !errors.Is(err, oauthclient.ErrUnavailable) {
			t.Errorf("Fetch of %q returned %v", body, err)
		}
		if err := driver.List(t.Context(), oauthclient.Filter{}, nil); body != "[]" && !errors.Is(err, oauthclient.ErrUnavailable) {
			t.Errorf("List of %q returned %v", body, err)
		}
	}
}

// TestRead_strange passes over a member of a form that nobody knows, and says so.
func TestRead_strange(t *testing.T) {
	t.Parallel()
	service := oauthclient.NewService(judge, answering(t, http.StatusOK, "application/json", `{"client_id":"orders","redirect_uris":{}}`))
	read, err := service.Read(t.Context(), orders)
	if err != nil || len(read.Notices) != 1 || read.Notices[0].Field != oauthclient.RedirectURIs {
		t.Errorf("Read returned the notices %v and the error %v", read.Notices, err)
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
		{"subject type", oauthclient.Client{oauthclient.SubjectType: "pairwise"}, oauthclient.SubjectType, "Subject type pairwise is not supported"},
		{"strategy", oauthclient.Client{hydra.AccessTokenStrategy: "x"}, hydra.AccessTokenStrategy, "invalid access token strategy"},
		{"logout", elsewhere, oauthclient.PostLogoutRedirectURIs, "must match the domain, port, scheme"},
		{"sector", oauthclient.Client{oauthclient.SectorIdentifierURI: "https://a.example.com/sector"}, oauthclient.SectorIdentifierURI, "no reason is given"},
		// The server's words name no member.
		{"lifespan", oauthclient.Client{hydra.Lifespans[0]: "1d"}, oauthclient.Field{}, "unknown unit 'd'"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, driver := simulateAs(t, hydrasim.Options{SectorIdentifier: func(string, []string) error { return errors.New("404") }})
			created, err := driver.Create(t.Context(), tc.desired)
			problem, ok := errors.AsType[*oauthclient.Error](err)
			if !ok || !errors.Is(problem, oauthclient.ErrInvalid) || created.Client != nil {
				t.Fatalf("Create returned %v and the error %v", created.Client, err)
			}
			if strings.Contains(problem.Message, "Authorization Server MAY") || strings.Contains(problem.Message, "  ") || problem.Status != http.StatusBadRequest {
				t.Errorf("the error with the status %d has words that say nothing: %s", problem.Status, problem.Message)
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
	_, driver := simulate(t, object{"client_id": "orders"})
	payments := oauthclient.Client{oauthclient.ID: "payments", oauthclient.ClientID: "payments"}
	_, missing := driver.Fetch(t.Context(), payments)
	_, exists := driver.Create(t.Context(), orders.Without(oauthclient.ID))
	_, unsupported := driver.RotateSecret(t.Context(), orders)
	for _, tc := range []struct {
		name string
		err  error
		want string
	}{
		{"missing", missing, `Hydra has no client with the client_id "payments".`},
		{"exists", exists, `client_id: Hydra has a client with the client_id "orders" already. ` +
			`Choose another client_id, or import that client with the id "orders".`},
		{"unsupported", unsupported, `client_secret: This version of Hydra has no secrets that overlap. They came after v26.2.0.`},
	} {
		if diff := cmp.Diff(tc.want, tc.err.Error()); diff != "" {
			t.Errorf("%s:\n%s", tc.name, diff)
		}
	}
}

// TestPublicPort says what is probably wrong when the server does not know the path.
func TestPublicPort(t *testing.T) {
	t.Parallel()
	for name, release := range map[string]hydrasim.Release{"v2.3.0": hydrasim.V230, "v26.2.0": hydrasim.V262} {
		sim := hydrasim.New(hydrasim.Options{Release: release})
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.URL.Path = "/public" + r.URL.Path // a route that the simulator does not have, as the public API has not /admin
			sim.ServeHTTP(w, r)
		}))
		t.Cleanup(server.Close)
		driver := newDriver(t, server.URL)
		_, created := driver.Create(t.Context(), orders)
		_, read := driver.Fetch(t.Context(), orders)
		listed := driver.List(t.Context(), oauthclient.Filter{}, nil)
		for operation, err := range map[string]error{"Create": created, "Fetch": read, "List": listed} {
			if !errors.Is(err, oauthclient.ErrUnavailable) || !strings.Contains(err.Error(), "The public API, at port 4444 by default, has no clients") {
				t.Errorf("%s: %s returned %v", name, operation, err)
			}
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
			sim, driver := simulate(t)
			for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
				fault.Method = method
				sim.FailNext(fault, fault)
			}
			if _, err := driver.Create(t.Context(), oauthclient.Client{oauthclient.ClientID: "orders"}); err != nil {
				t.Fatalf("Create: %v", err)
			}
			if _, err := driver.Update(t.Context(), change(hydra.Owner)); err != nil {
				t.Errorf("Update: %v", err)
			}
			if err := driver.Delete(t.Context(), orders); err != nil {
				t.Errorf("Delete: %v", err)
			}
			if diff := cmp.Diff("POST POST POST GET PUT PUT PUT DELETE DELETE DELETE", methods(sim)); diff != "" {
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
			driver, err := hydra.New(httpapi.Config{BaseURL: server.URL + prefix, Auth: httpapi.Bearer("a key of Ory Network")}, judge)
			if err != nil {
				t.Fatal(err)
			}
			if driver.Server() != server.URL+stripped {
				t.Errorf("the server is %q", driver.Server())
			}
			if _, err := driver.Create(t.Context(), oauthclient.Client{oauthclient.ClientID: "orders"}); err != nil {
				t.Error(err)
			}
			if sim.Clients()["orders"] == nil {
				t.Error("the client is not on the server")
			}
		})
	}
	if _, err := hydra.New(httpapi.Config{BaseURL: "ftp://hydra.example.com"}, judge); err == nil {
		t.Error("New takes an ftp URL")
	}
}

// TestRead_denied has no credentials for Ory Network.
func TestRead_denied(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(hydrasim.New(hydrasim.Options{BearerToken: "a key of Ory Network"}))
	t.Cleanup(server.Close)
	_, err := newDriver(t, server.URL).Fetch(t.Context(), orders)
	if !errors.Is(err, oauthclient.ErrDenied) || !strings.Contains(err.Error(), "Access credentials are invalid") {
		t.Errorf("Fetch returned %v", err)
	}
}
