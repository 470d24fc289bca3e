package registrationsim_test

import (
	"encoding/base64"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// TestRegister_rfcExample sends the request of RFC 7591 section 3.1 and gets the answer of section 3.2.1, save for what
// the server makes up and what RFC 7592 adds.
func TestRegister_rfcExample(t *testing.T) {
	t.Parallel()
	_, base := start(t, registrationsim.Options{
		Unknown:        registrationsim.UnknownKept,
		Defaults:       object{"grant_types": []string{"authorization_code", "refresh_token"}},
		SecretLifetime: time.Hour,
	})

	r := mustSend(t, http.StatusCreated, http.MethodPost, base+"/register", "", fixture(t, "rfc7591-3.1-request.json"))

	for name, want := range map[string]string{
		"Content-Type": "application/json", "Cache-Control": "no-store", "Pragma": "no-cache",
	} {
		if got := r.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	want := parse(t, fixture(t, "rfc7591-3.2.1-response.json"))
	for _, name := range []string{"client_id", "client_secret", "client_id_issued_at", "client_secret_expires_at"} {
		if r.body[name] == nil {
			t.Errorf("%s is missing", name)
		}
		want[name] = r.body[name]
	}
	want["registration_access_token"] = r.body["registration_access_token"]
	want["registration_client_uri"] = base + "/register/" + r.string("client_id")
	if diff := cmp.Diff(want, r.body); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	lifetime := r.body["client_secret_expires_at"].(float64) - r.body["client_id_issued_at"].(float64)
	if lifetime < 3599 || lifetime > 3601 {
		t.Errorf("the secret lives %v s, want an hour", lifetime)
	}
}

func TestRegister(t *testing.T) {
	t.Parallel()
	statement := "e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"client_name":"stated","iss":"x"}`)) + ".c2ln"
	tests := []struct {
		name string
		opts registrationsim.Options
		body string
		// status is 201 when it is 0.
		status int
		// want are members of the answer, null for those that must be absent.
		want string
	}{
		{
			name: "defaults", body: minimal,
			want: `{"token_endpoint_auth_method":"client_secret_basic","grant_types":["authorization_code"],
				"response_types":["code"],"client_secret_expires_at":0,"application_type":null}`,
		},
		{
			name: "no defaults", opts: registrationsim.Options{Defaults: object{}}, body: minimal,
			want: `{"token_endpoint_auth_method":null,"grant_types":null,"response_types":null}`,
		},
		{
			name: "public", body: `{"redirect_uris":["https://a.example"],"token_endpoint_auth_method":"none"}`,
			want: `{"client_secret":null,"client_secret_expires_at":null}`,
		},
		{
			name: "null and empty mean omitted", body: `{"redirect_uris":["https://a.example"],"client_name":null,"scope":""}`,
			want: `{"client_name":null,"scope":null}`,
		},
		{
			name: "null refused", opts: registrationsim.Options{RefuseNull: true},
			body:   `{"redirect_uris":["https://a.example"],"client_name":null}`,
			status: 400, want: `{"error":"invalid_client_metadata","error_description":"client_name must not be empty"}`,
		},
		{name: "chosen id ignored", body: `{"redirect_uris":["https://a.example"],"client_id":"mine"}`, want: `{}`},
		{
			name: "chosen id refused", opts: registrationsim.Options{RefuseChosen: true},
			body:   `{"redirect_uris":["https://a.example"],"client_id":"mine"}`,
			status: 400, want: `{"error":"invalid_client_metadata"}`,
		},
		{name: "200 for created", opts: registrationsim.Options{CreateStatus: 200}, body: minimal, status: 200, want: `{}`},
		{
			name: "no time of issue", opts: registrationsim.Options{NoIssuedAt: true}, body: minimal,
			want: `{"client_id_issued_at":null}`,
		},
		{
			name: "without management", opts: registrationsim.Options{NoManagement: true}, body: minimal,
			want: `{"registration_access_token":null,"registration_client_uri":null}`,
		},

		{name: "unknown dropped", body: `{"redirect_uris":["https://a.example"],"colour":"red"}`, want: `{"colour":null}`},
		{
			name: "unknown kept", opts: registrationsim.Options{Unknown: registrationsim.UnknownKept},
			body: `{"redirect_uris":["https://a.example"],"colour":{"red":1}}`, want: `{"colour":{"red":1}}`,
		},
		{
			name: "unknown refused", opts: registrationsim.Options{Unknown: registrationsim.UnknownRefused},
			body:   `{"redirect_uris":["https://a.example"],"colour":"red"}`,
			status: 400, want: `{"error":"invalid_client_metadata","error_description":"unknown member colour"}`,
		},
		{
			name: "extra", opts: registrationsim.Options{Extra: []string{"colour"}},
			body: `{"redirect_uris":["https://a.example"],"colour":"red"}`, want: `{"colour":"red"}`,
		},
		{
			name: "known", opts: registrationsim.Options{Known: []string{"redirect_uris", "colour"}},
			body: `{"redirect_uris":["https://a.example"],"colour":"red","client_name":"n"}`,
			want: `{"redirect_uris":["https://a.example"],"colour":"red","client_name":null}`,
		},
		{
			name: "language tags", body: `{"redirect_uris":["https://a.example"],"client_name#de":"Name","scope#de":"x"}`,
			want: `{"client_name#de":"Name","scope#de":null}`,
		},
		{
			name: "language tags dropped", opts: registrationsim.Options{NoLanguageTags: true},
			body: `{"redirect_uris":["https://a.example"],"client_name#de":"Name"}`, want: `{"client_name#de":null}`,
		},
		{
			name: "dropped", opts: registrationsim.Options{Dropped: []string{"logo_uri"}},
			body: `{"redirect_uris":["https://a.example"],"logo_uri":"https://a.example/l"}`, want: `{"logo_uri":null}`,
		},
		{
			name: "replaced", opts: registrationsim.Options{Replaced: object{"subject_type": "public"}},
			body: `{"redirect_uris":["https://a.example"],"subject_type":"pairwise"}`, want: `{"subject_type":"public"}`,
		},

		{
			name: "order and duplicates stay", body: `{"redirect_uris":["https://b.example","https://a.example","https://b.example"],
			"response_types":["id_token code"],"scope":"b a b"}`,
			want: `{"redirect_uris":["https://b.example","https://a.example","https://b.example"],
			"response_types":["id_token code"],"scope":"b a b"}`,
		},
		{
			name: "tidy", opts: registrationsim.Options{Tidy: true},
			body: `{"redirect_uris":["https://b.example","https://a.example","https://b.example"],
			"response_types":["id_token code"],"scope":"b a b"}`,
			want: `{"redirect_uris":["https://b.example","https://a.example"],
			"response_types":["code id_token"],"scope":"b a"}`,
		},
		{
			name: "reordered", opts: registrationsim.Options{Reorder: true},
			body: `{"redirect_uris":["https://b.example","https://a.example"],"scope":"b a"}`,
			want: `{"redirect_uris":["https://a.example","https://b.example"],"scope":"a b"}`,
		},
		{
			name: "grant types derived", opts: registrationsim.Options{DeriveGrantTypes: true},
			body: `{"redirect_uris":["https://a.example"],"response_types":["id_token"],
			"grant_types":["authorization_code","refresh_token"]}`,
			want: `{"grant_types":["refresh_token","implicit"]}`,
		},
		{
			name: "enc filled in", opts: registrationsim.Options{FillEnc: true},
			body: `{"redirect_uris":["https://a.example"],"id_token_encrypted_response_alg":"dir"}`,
			want: `{"id_token_encrypted_response_enc":"A128CBC-HS256","userinfo_encrypted_response_enc":null}`,
		},
		{
			name: "certificate names kept",
			body: `{"redirect_uris":["https://a.example"],"tls_client_auth_san_dns":"a.example"}`,
			want: `{"tls_client_auth_san_dns":"a.example"}`,
		},
		{
			name: "certificate names dropped", opts: registrationsim.Options{DropCertificateNames: true},
			body: `{"redirect_uris":["https://a.example"],"tls_client_auth_san_dns":"a.example"}`,
			want: `{"tls_client_auth_san_dns":null}`,
		},
		{
			name: "empty omitted", opts: registrationsim.Options{OmitEmpty: true},
			body: `{"redirect_uris":["https://a.example"],"contacts":[],"require_auth_time":false}`,
			want: `{"contacts":null,"require_auth_time":null}`,
		},
		{
			name: "empty shown", body: `{"redirect_uris":["https://a.example"],"contacts":[],"require_auth_time":false}`,
			want: `{"contacts":[],"require_auth_time":false}`,
		},

		{
			name: "unsupported refused", body: `{"redirect_uris":["https://a.example"],"grant_types":["authorization_code","x"]}`,
			status: 400, want: `{"error":"invalid_client_metadata"}`,
		},
		{
			name: "unsupported replaced", opts: registrationsim.Options{
				ReplaceUnsupported: true, Supported: map[string][]string{"scopes_supported": {"a"}},
			}, body: `{"redirect_uris":["https://a.example"],"grant_types":["authorization_code","x"],"scope":"a b",
			"token_endpoint_auth_method":"x","subject_type":"x"}`,
			want: `{"grant_types":["authorization_code"],"scope":"a","token_endpoint_auth_method":"client_secret_basic",
			"subject_type":null}`,
		},
		{name: "unlisted values are free", opts: registrationsim.Options{
			Supported: map[string][]string{"grant_types_supported": nil},
		}, body: `{"grant_types":["x"]}`, want: `{"grant_types":["x"]}`},

		{name: "redirect URI missing", body: `{"client_name":"n"}`, status: 400, want: `{"error":"invalid_redirect_uri"}`},
		{
			name: "redirect URI relative", body: `{"redirect_uris":["/cb"]}`, status: 400,
			want: `{"error":"invalid_redirect_uri"}`,
		},
		{
			name: "redirect URI with fragment", body: `{"redirect_uris":["https://a.example/#f"]}`, status: 400,
			want: `{"error":"invalid_redirect_uri"}`,
		},
		{
			name: "redirect URI not needed", body: `{"grant_types":["client_credentials"],"response_types":[]}`,
			want: `{"redirect_uris":null,"response_types":[]}`,
		},
		{
			name: "wrong type", body: `{"redirect_uris":["https://a.example"],"contacts":"me"}`, status: 400,
			want: `{"error":"invalid_client_metadata","error_description":"contacts must be an array of strings"}`,
		},
		{
			name: "redirect URIs of wrong type", body: `{"redirect_uris":"https://a.example"}`, status: 400,
			want: `{"error":"invalid_redirect_uri"}`,
		},
		{name: "jwks and jwks_uri", body: `{"redirect_uris":["https://a.example"],"jwks":{"keys":[]},
			"jwks_uri":"https://a.example/j"}`, status: 400, want: `{"error":"invalid_client_metadata"}`},
		{
			name: "private_key_jwt without keys", status: 400, want: `{"error":"invalid_client_metadata"}`,
			body: `{"redirect_uris":["https://a.example"],"token_endpoint_auth_method":"private_key_jwt"}`,
		},
		{
			name: "tls_client_auth without name", status: 400, want: `{"error":"invalid_client_metadata"}`,
			body: `{"redirect_uris":["https://a.example"],"token_endpoint_auth_method":"tls_client_auth"}`,
		},
		{
			name: "enc without alg", status: 400, want: `{"error":"invalid_client_metadata"}`,
			body: `{"redirect_uris":["https://a.example"],"id_token_encrypted_response_enc":"A128GCM"}`,
		},
		{name: "no JSON", body: `nonsense`, status: 400, want: `{"error":"invalid_request"}`},
		{name: "no object", body: `[]`, status: 400, want: `{"error":"invalid_request"}`},
		{name: "two objects", body: minimal + minimal, status: 400, want: `{"error":"invalid_request"}`},

		{
			name: "statement", body: `{"redirect_uris":["https://a.example"],"client_name":"n","software_statement":"` + statement + `"}`,
			want: `{"client_name":"stated","software_statement":"` + statement + `","iss":null}`,
		},
		{
			name: "statement invalid", body: `{"redirect_uris":["https://a.example"],"software_statement":"x"}`,
			status: 400, want: `{"error":"invalid_software_statement"}`,
		},
		{
			name: "statement unapproved", opts: registrationsim.Options{UnapprovedSoftware: true},
			body:   `{"redirect_uris":["https://a.example"],"software_statement":"` + statement + `"}`,
			status: 400, want: `{"error":"unapproved_software_statement"}`,
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, base := start(t, tc.opts)
			if tc.status == 0 {
				tc.status = http.StatusCreated
			}

			r := mustSend(t, tc.status, http.MethodPost, base+"/register", "", tc.body)

			check(t, r.body, tc.want)
			stored := len(sim.Clients()) == 1
			if created := tc.status < 300; stored != created {
				t.Errorf("stored: %v, want %v", stored, created)
			}
			if r.string("client_id") == "mine" {
				t.Error("the client chose its client_id")
			}
		})
	}
}

func TestRegister_nullListsOnWrite(t *testing.T) {
	t.Parallel()
	_, base := start(t, registrationsim.Options{NullListsOnWrite: true})
	created := mustSend(t, http.StatusCreated, http.MethodPost, base+"/register", "",
		`{"redirect_uris":["https://a.example"],"contacts":[]}`)
	if contacts, present := created.body["contacts"]; !present || contacts != nil {
		t.Errorf("POST: contacts %v (present: %v), want null", contacts, present)
	}
	read := mustSend(t, http.StatusOK, http.MethodGet, created.string("registration_client_uri"),
		created.string("registration_access_token"), "")
	check(t, read.body, `{"contacts":[]}`)
}

// TestRegister_nulls has a test of its own because check takes null for absent.
func TestRegister_nulls(t *testing.T) {
	t.Parallel()
	_, base := start(t, registrationsim.Options{Nulls: true})
	r := create(t, base)
	for _, name := range []string{"client_name", "jwks", "default_max_age", "contacts"} {
		if value, present := r.body[name]; !present || value != nil {
			t.Errorf("%s: %v (present: %v), want null", name, value, present)
		}
	}
}

func TestRegister_initialAccessToken(t *testing.T) {
	t.Parallel()
	_, base := start(t, registrationsim.Options{InitialAccessToken: "initial"})
	for token, status := range map[string]int{"": 401, "wrong": 401, "initial": 201} {
		r := mustSend(t, status, http.MethodPost, base+"/register", token, minimal)
		if challenge := r.header.Get("WWW-Authenticate"); (challenge != "") != (status == 401) {
			t.Errorf("token %q: WWW-Authenticate: %q", token, challenge)
		}
	}
}
