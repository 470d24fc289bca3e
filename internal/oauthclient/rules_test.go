package oauthclient_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestCheckMetadata(t *testing.T) {
	t.Parallel()
	keys := `{"keys":[` + ecKey + `]}`
	method := func(name string) oauthclient.Client {
		return oauthclient.Client{oauthclient.TokenEndpointAuthMethod: name}
	}
	unknown := oauthclient.NewFieldSet
	for _, tc := range []struct {
		name    string
		client  oauthclient.Client
		unknown oauthclient.FieldSet
		// want are the fields of the problems.
		want []oauthclient.Field
	}{
		{name: "nothing"},
		{name: "jwks", client: oauthclient.Client{oauthclient.JWKSet: keys}},
		{
			name: "jwks and jwks_uri", client: oauthclient.Client{oauthclient.JWKSet: keys, oauthclient.JWKSURI: "https://a.example.com"},
			want: []oauthclient.Field{oauthclient.JWKSURI},
		},
		{name: "empty jwks and jwks_uri", client: oauthclient.Client{oauthclient.JWKSet: `{"keys":[]}`, oauthclient.JWKSURI: "https://a.example.com"}},
		{name: "jwks and a jwks_uri yet unknown", client: oauthclient.Client{oauthclient.JWKSet: keys}, unknown: unknown(oauthclient.JWKSURI)},

		{name: "tls_client_auth", client: method("tls_client_auth").With(oauthclient.TLSClientAuthSANDNS, "a.example.com")},
		{name: "tls_client_auth with nothing", client: method("tls_client_auth"), want: []oauthclient.Field{oauthclient.TokenEndpointAuthMethod}},
		{name: "tls_client_auth with a name yet unknown", client: method("tls_client_auth"), unknown: unknown(oauthclient.TLSClientAuthSANIP)},
		{
			name: "two names", client: oauthclient.Client{oauthclient.TLSClientAuthSubjectDN: "CN=a", oauthclient.TLSClientAuthSANIP: "::1"},
			want: []oauthclient.Field{oauthclient.TLSClientAuthSANIP},
		},
		{name: "a name and an empty one", client: oauthclient.Client{oauthclient.TLSClientAuthSubjectDN: "CN=a", oauthclient.TLSClientAuthSANIP: ""}},
		{name: "self_signed_tls_client_auth", client: method("self_signed_tls_client_auth").With(oauthclient.JWKSet, keys)},

		{name: "alg", client: oauthclient.Client{oauthclient.IDTokenEncryptedResponseAlg: "RSA-OAEP"}},
		{name: "alg and enc", client: oauthclient.Client{oauthclient.UserinfoEncryptedResponseAlg: "RSA-OAEP", oauthclient.UserinfoEncryptedResponseEnc: "A256GCM"}},
		{
			name: "enc without alg",
			client: oauthclient.Client{
				oauthclient.IDTokenEncryptedResponseEnc: "A256GCM", oauthclient.UserinfoEncryptedResponseEnc: "A256GCM",
				oauthclient.RequestObjectEncryptionEnc: "A256GCM",
			},
			want: []oauthclient.Field{
				oauthclient.IDTokenEncryptedResponseEnc, oauthclient.UserinfoEncryptedResponseEnc, oauthclient.RequestObjectEncryptionEnc,
			},
		},
		{
			name: "enc and an alg yet unknown", client: oauthclient.Client{oauthclient.RequestObjectEncryptionEnc: "A256GCM"},
			unknown: unknown(oauthclient.RequestObjectEncryptionAlg),
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, problem := range oauthclient.CheckMetadata(tc.client, tc.unknown) {
				got = append(got, problem.Field.String())
				if !errors.Is(problem, oauthclient.ErrInvalid) || problem.Message == "" {
					t.Errorf("problem %v", problem)
				}
			}
			var want []string
			for _, f := range tc.want {
				want = append(want, f.String())
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("CheckMetadata (-want +got):\n%s", diff)
			}
		})
	}
}

// keyed is a backend that has a place for the keys of a client.
type keyed struct{ *stub }

func (keyed) Supports() oauthclient.FieldSet {
	return oauthclient.NewFieldSet(oauthclient.TokenEndpointAuthMethod, oauthclient.JWKSet, oauthclient.JWKSURI)
}

// keyless has none; its server gets them in another way.
type keyless struct{ *stub }

func (keyless) Supports() oauthclient.FieldSet {
	return oauthclient.NewFieldSet(oauthclient.TokenEndpointAuthMethod)
}

func TestServiceValidate_assertionKeys(t *testing.T) {
	t.Parallel()
	method := oauthclient.Client{oauthclient.TokenEndpointAuthMethod: "private_key_jwt"}
	for _, tc := range []struct {
		name    string
		backend oauthclient.Backend
		client  oauthclient.Client
		unknown oauthclient.FieldSet
		want    bool
	}{
		{name: "jwks", backend: keyed{&stub{}}, client: method.With(oauthclient.JWKSet, `{"keys":[`+ecKey+`]}`)},
		{name: "jwks_uri", backend: keyed{&stub{}}, client: method.With(oauthclient.JWKSURI, "https://a.example.com")},
		{name: "nothing", backend: keyed{&stub{}}, client: method, want: true},
		{name: "empty jwks", backend: keyed{&stub{}}, client: method.With(oauthclient.JWKSet, "{}"), want: true},
		{name: "keys yet unknown", backend: keyed{&stub{}}, client: method, unknown: oauthclient.NewFieldSet(oauthclient.JWKSet)},
		{name: "place of keys yet unknown", backend: keyed{&stub{}}, client: method, unknown: oauthclient.NewFieldSet(oauthclient.JWKSURI)},
		{name: "no place for keys", backend: keyless{&stub{}}, client: method},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			problems := oauthclient.NewService(tc.backend).Validate(tc.client, tc.unknown)
			if found := len(problems) == 1 && problems[0].Field == oauthclient.TokenEndpointAuthMethod; found != tc.want {
				t.Errorf("Validate returned %v, want a problem: %t", problems, tc.want)
			}
		})
	}
}

func TestUsesSecret(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]bool{
		"": true, "client_secret_basic": true, "client_secret_post": true, "client_secret_jwt": true,
		"none": false, "private_key_jwt": false, "tls_client_auth": false, "self_signed_tls_client_auth": false,
	} {
		if got := oauthclient.UsesSecret(method); got != want {
			t.Errorf("UsesSecret(%q) is %t", method, got)
		}
	}
}

func TestDoubts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		doubt   func(string) error
		text    string
		unusual bool
	}{
		{"method", oauthclient.DoubtAuthMethod, "private_key_jwt", false},
		{"method", oauthclient.DoubtAuthMethod, "client_secret", true},
		{"method", oauthclient.DoubtAuthMethod, "Client_Secret_Basic", true},
		{"grant", oauthclient.DoubtGrantType, "authorization_code", false},
		{"grant", oauthclient.DoubtGrantType, "urn:ietf:params:oauth:grant-type:device_code", false},
		{"grant", oauthclient.DoubtGrantType, "authorisation_code", true},
		{"response", oauthclient.DoubtResponseType, "code", false},
		{"response", oauthclient.DoubtResponseType, "id_token code token", false},
		{"response", oauthclient.DoubtResponseType, "code idtoken", true},
	} {
		err := tc.doubt(tc.text)
		if (err != nil) != tc.unusual {
			t.Errorf("%s %q: %v", tc.name, tc.text, err)
		}
		if err != nil && !strings.Contains(err.Error(), strings.Fields(tc.text)[len(strings.Fields(tc.text))-1]) {
			t.Errorf("%s: the message does not name %q: %v", tc.name, tc.text, err)
		}
	}
}
