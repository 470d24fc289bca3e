package registrationsim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

func TestRead(t *testing.T) {
	t.Parallel()
	_, base := start(t, registrationsim.Options{})
	created := create(t, base)
	read := mustSend(t, http.StatusOK, http.MethodGet, created.string("registration_client_uri"),
		created.string("registration_access_token"), "")
	if diff := cmp.Diff(created.body, read.body); diff != "" {
		t.Errorf("created and read differ:\n%s", diff)
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	const full = `{"redirect_uris":["https://a.example"],"client_name":"before","scope":"a"}`
	tests := []struct {
		name string
		opts registrationsim.Options
		// created is what is registered first, full when it is empty.
		created string
		// put is the body less client_id. SECRET stands for the client's secret.
		put    string
		status int
		// want are members of the answer, null for those that must be absent.
		want string
	}{
		{
			name: "replaces", put: `{"redirect_uris":["https://b.example"]}`, status: 200,
			want: `{"redirect_uris":["https://b.example"],"client_name":null,"scope":null,"grant_types":["authorization_code"]}`,
		},
		{
			name: "merges", opts: registrationsim.Options{PutMerges: true},
			put: `{"redirect_uris":["https://b.example"],"scope":null}`, status: 200,
			want: `{"redirect_uris":["https://b.example"],"client_name":"before","scope":null}`,
		},
		{
			name: "null means omitted, on any server", opts: registrationsim.Options{RefuseNull: true},
			put: `{"redirect_uris":["https://a.example"],"client_name":null,"scope":""}`, status: 200,
			want: `{"client_name":null,"scope":null}`,
		},
		{name: "invalid", put: `{"redirect_uris":[]}`, status: 400, want: `{"error":"invalid_redirect_uri"}`},
		{name: "no JSON", put: `nonsense`, status: 400, want: `{"error":"invalid_request"}`},
		{
			name: "other client_id", put: `{"redirect_uris":["https://a.example"],"client_id":"other"}`, status: 400,
			want: `{"error":"invalid_request","error_description":"client_id must be that of the client"}`,
		},

		{
			name: "read-only", put: `{"redirect_uris":["https://a.example"],"registration_access_token":"x"}`, status: 400,
			want: `{"error_description":"the request must not include registration_access_token"}`,
		},
		{
			name: "read-only ignored", opts: registrationsim.Options{LaxPut: true},
			put: `{"redirect_uris":["https://a.example"],"client_secret_expires_at":7}`, status: 200,
			want: `{"client_secret_expires_at":0}`,
		},
		{
			name: "other client_id ignored", opts: registrationsim.Options{LaxPut: true},
			put: `{"redirect_uris":["https://a.example"],"client_id":"other","client_name":"after"}`, status: 200,
			want: `{"client_name":"after"}`,
		},

		{name: "secret", put: `{"redirect_uris":["https://a.example"],"client_secret":"SECRET"}`, status: 200, want: `{}`},
		{
			name: "wrong secret", put: `{"redirect_uris":["https://a.example"],"client_secret":"x"}`, status: 400,
			want: `{"error_description":"client_secret must be that of the client"}`,
		},
		{
			name: "secret demanded", opts: registrationsim.Options{SentSecret: registrationsim.SentSecretDemanded},
			put: `{"redirect_uris":["https://a.example"]}`, status: 400,
			want: `{"error_description":"client_secret is missing"}`,
		},
		{
			name: "secret demanded and given", opts: registrationsim.Options{SentSecret: registrationsim.SentSecretDemanded},
			put: `{"redirect_uris":["https://a.example"],"client_secret":"SECRET"}`, status: 200, want: `{}`,
		},
		{
			name: "secret refused", opts: registrationsim.Options{SentSecret: registrationsim.SentSecretRefused},
			put: `{"redirect_uris":["https://a.example"],"client_secret":"SECRET"}`, status: 403,
			want: `{"error":"access_denied"}`,
		},
		{
			name: "becomes public", put: `{"redirect_uris":["https://a.example"],"token_endpoint_auth_method":"none"}`,
			status: 200, want: `{"client_secret":null,"client_secret_expires_at":null}`,
		},
		{
			name: "becomes public, secret kept", opts: registrationsim.Options{KeepSecretOfPublic: true},
			put:    `{"redirect_uris":["https://a.example"],"token_endpoint_auth_method":"none","client_secret":"SECRET"}`,
			status: 200, want: `{"client_secret":"SECRET"}`,
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, base := start(t, tc.opts)
			if tc.created == "" {
				tc.created = full
			}
			created := mustSend(t, http.StatusCreated, http.MethodPost, base+"/register", "", tc.created)
			before := sim.Clients()
			put, want := strings.ReplaceAll(tc.put, "SECRET", created.string("client_secret")),
				strings.ReplaceAll(tc.want, "SECRET", created.string("client_secret"))
			if strings.HasPrefix(put, "{") && !strings.Contains(put, `"client_id"`) {
				put = withID(created, put)
			}

			r := mustSend(t, tc.status, http.MethodPut, created.string("registration_client_uri"),
				created.string("registration_access_token"), put)

			check(t, r.body, want)
			if changed := !cmp.Equal(before, sim.Clients()); changed && tc.status != http.StatusOK {
				t.Error("a refused update changed the client")
			}
			if issued := "client_id_issued_at"; tc.status == http.StatusOK && r.body[issued] != created.body[issued] {
				t.Errorf("%s changed from %v to %v", issued, created.body[issued], r.body[issued])
			}
		})
	}
}

func TestUpdate_becomesConfidential(t *testing.T) {
	t.Parallel()
	for shown, visible := range map[registrationsim.SecretShown]bool{
		registrationsim.ShownWhenNew: true, registrationsim.ShownOnPost: false,
	} {
		sim, base := start(t, registrationsim.Options{SecretShown: shown})
		created := mustSend(t, http.StatusCreated, http.MethodPost, base+"/register", "",
			`{"redirect_uris":["https://a.example"],"token_endpoint_auth_method":"none"}`)
		updated := mustSend(t, http.StatusOK, http.MethodPut, created.string("registration_client_uri"),
			created.string("registration_access_token"), withID(created, minimal))
		if created.string("client_secret") != "" {
			t.Error("a public client got a secret")
		}
		if secret := updated.string("client_secret"); (secret != "") != visible {
			t.Errorf("%v: the answer to PUT has secret %q, want one: %v", shown, secret, visible)
		}
		if sim.Clients()[created.string("client_id")]["client_secret"] == nil {
			t.Errorf("%v: the client has no secret", shown)
		}
	}
}

func TestUpdate_secretRotation(t *testing.T) {
	t.Parallel()
	_, base := start(t, registrationsim.Options{SecretOnUpdate: true})
	created := create(t, base)
	updated := mustSend(t, http.StatusOK, http.MethodPut, created.string("registration_client_uri"),
		created.string("registration_access_token"), withID(created, minimal))
	if secret := updated.string("client_secret"); secret == "" || secret == created.string("client_secret") {
		t.Errorf("client_secret is %q after an update, was %q", secret, created.string("client_secret"))
	}
}

func TestSecretShown(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                     string
		shown                    registrationsim.SecretShown
		onPost, onGet, onPutSame bool
	}{
		{"always", registrationsim.ShownAlways, true, true, true},
		{"on writes", registrationsim.ShownOnWrites, true, false, true},
		{"when new", registrationsim.ShownWhenNew, true, false, false},
		{"on post", registrationsim.ShownOnPost, true, false, false},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, base := start(t, registrationsim.Options{SecretShown: tc.shown})
			created := create(t, base)
			uri, token := created.string("registration_client_uri"), created.string("registration_access_token")
			read := mustSend(t, http.StatusOK, http.MethodGet, uri, token, "")
			updated := mustSend(t, http.StatusOK, http.MethodPut, uri, token, withID(created, minimal))
			got := []bool{
				created.string("client_secret") != "", read.string("client_secret") != "",
				updated.string("client_secret") != "",
			}
			if diff := cmp.Diff([]bool{tc.onPost, tc.onGet, tc.onPutSame}, got); diff != "" {
				t.Errorf("secret in the answers to POST, GET, PUT (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	for option, status := range map[int]int{0: http.StatusNoContent, http.StatusOK: http.StatusOK} {
		sim, base := start(t, registrationsim.Options{DeleteStatus: option})
		created := create(t, base)
		uri, token := created.string("registration_client_uri"), created.string("registration_access_token")
		r := mustSend(t, status, http.MethodDelete, uri, token, "")
		if r.text != "" || len(sim.Clients()) != 0 {
			t.Errorf("body %q, clients %v", r.text, sim.Clients())
		}
		mustSend(t, http.StatusUnauthorized, http.MethodDelete, uri, token, "")
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, method string
		opts         registrationsim.Options
		allow        string
	}{
		{name: "patch", method: http.MethodPatch, allow: "GET, PUT, DELETE"},
		{name: "no update", method: http.MethodPut, opts: registrationsim.Options{NoUpdate: true}, allow: "GET, DELETE"},
		{name: "no delete", method: http.MethodDelete, opts: registrationsim.Options{NoDelete: true}, allow: "GET, PUT"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, base := start(t, tc.opts)
			created := create(t, base)
			r := mustSend(t, http.StatusMethodNotAllowed, tc.method, created.string("registration_client_uri"),
				created.string("registration_access_token"), withID(created, minimal))
			if got := r.header.Get("Allow"); got != tc.allow {
				t.Errorf("Allow: %q, want %q", got, tc.allow)
			}
		})
	}
}

func TestErrorShapes(t *testing.T) {
	t.Parallel()
	const relative = `{"redirect_uris":["/"]}`
	tests := []struct {
		name        string
		shape       registrationsim.ErrorShape
		body        string
		contentType string
		want        string
	}{
		{
			"JSON", registrationsim.ErrorJSON, relative, "application/json",
			`{"error":"invalid_redirect_uri","error_description":"redirect_uris must be absolute, \"/\" is not"}`,
		},
		{"code", registrationsim.ErrorCode, relative, "application/json", `{"error":"invalid_redirect_uri"}`},
		{
			"code of the RFC with sentences", registrationsim.ErrorSentence, relative, "application/json",
			`{"error":"invalid_redirect_uri","error_description":"redirect_uris must be absolute, \"/\" is not"}`,
		},
		{
			"sentence", registrationsim.ErrorSentence, "[]", "application/json",
			`{"error":"The request failed: Bad Request","error_description":"the body must be one JSON object"}`,
		},
		{"HTML", registrationsim.ErrorHTML, relative, "text/html", "<html><body><h1>400 Bad Request</h1></body></html>\n"},
		{"empty", registrationsim.ErrorEmpty, relative, "", ""},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, base := start(t, registrationsim.Options{Errors: tc.shape})
			r := mustSend(t, http.StatusBadRequest, http.MethodPost, base+"/register", "", tc.body)
			if r.text != tc.want || r.header.Get("Content-Type") != tc.contentType {
				t.Errorf("%q as %q, want %q as %q", r.text, r.header.Get("Content-Type"), tc.want, tc.contentType)
			}
		})
	}
}
