package oauthclient_test

import (
	"errors"
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
		// want are the fields of the problems, and kind what they are; nil means invalid.
		want []oauthclient.Field
		kind error
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
			name: "enc without alg, in blocks",
			client: oauthclient.Client{
				oauthclient.IntrospectionEncryptedResponseEnc: "A256GCM", oauthclient.AuthorizationEncryptedResponseEnc: "A256GCM",
				oauthclient.NFVTokenEncryptedResponseEnc: "A256GCM",
			},
			want: []oauthclient.Field{
				oauthclient.IntrospectionEncryptedResponseEnc, oauthclient.AuthorizationEncryptedResponseEnc, oauthclient.NFVTokenEncryptedResponseEnc,
			},
		},
		{
			name: "enc and an alg yet unknown", client: oauthclient.Client{oauthclient.RequestObjectEncryptionEnc: "A256GCM"},
			unknown: unknown(oauthclient.RequestObjectEncryptionAlg),
		},
		{name: "a value that is wrong by itself", client: oauthclient.Client{oauthclient.LogoURI: "logo.png"}, want: []oauthclient.Field{oauthclient.LogoURI}},

		{
			name: "a code without redirect URIs", client: oauthclient.Client{oauthclient.GrantTypes: set{"authorization_code"}},
			want: []oauthclient.Field{oauthclient.RedirectURIs}, kind: oauthclient.ErrUnusual,
		},
		{
			name:   "a code with redirect URIs",
			client: oauthclient.Client{oauthclient.GrantTypes: set{"authorization_code"}, oauthclient.RedirectURIs: set{"https://a.example.com"}},
		},
		{
			name: "a code with redirect URIs yet unknown", client: oauthclient.Client{oauthclient.GrantTypes: set{"authorization_code"}},
			unknown: unknown(oauthclient.RedirectURIs),
		},
		{name: "no code without redirect URIs", client: oauthclient.Client{oauthclient.GrantTypes: set{"client_credentials"}}},

		{
			name:   "a web application with a scheme of its own",
			client: oauthclient.Client{oauthclient.ApplicationType: "web", oauthclient.RedirectURIs: set{"https://a.example.com", "com.example.app:/cb"}},
			want:   []oauthclient.Field{oauthclient.ApplicationType}, kind: oauthclient.ErrUnusual,
		},
		{
			name:   "a native application with a scheme of its own",
			client: oauthclient.Client{oauthclient.ApplicationType: "native", oauthclient.RedirectURIs: set{"com.example.app:/cb"}},
		},
		{
			name:   "pairwise subjects and two hosts",
			client: oauthclient.Client{oauthclient.SubjectType: "pairwise", oauthclient.RedirectURIs: set{"https://a.example.com", "https://b.example.com"}},
			want:   []oauthclient.Field{oauthclient.SectorIdentifierURI}, kind: oauthclient.ErrUnusual,
		},
		{
			name:   "pairwise subjects and one host",
			client: oauthclient.Client{oauthclient.SubjectType: "pairwise", oauthclient.RedirectURIs: set{"https://a.example.com/1", "https://A.example.com/2"}},
		},
		{
			name: "pairwise subjects, two hosts and a sector",
			client: oauthclient.Client{
				oauthclient.SubjectType: "pairwise", oauthclient.RedirectURIs: set{"https://a.example.com", "https://b.example.com"},
				oauthclient.SectorIdentifierURI: "https://a.example.com/sector",
			},
		},
		{
			name:    "pairwise subjects, two hosts and a sector yet unknown",
			client:  oauthclient.Client{oauthclient.SubjectType: "pairwise", oauthclient.RedirectURIs: set{"https://a.example.com", "https://b.example.com"}},
			unknown: unknown(oauthclient.SectorIdentifierURI),
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, problem := range oauthclient.CheckMetadata(tc.client, tc.unknown) {
				got = append(got, problem.Field.String())
				if kind := tc.kind; !errors.Is(problem, kind) && (kind != nil || !errors.Is(problem, oauthclient.ErrInvalid)) || problem.Message == "" {
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

func TestJudgeValidate_assertionKeys(t *testing.T) {
	t.Parallel()
	method := oauthclient.Client{oauthclient.TokenEndpointAuthMethod: "private_key_jwt"}
	properties := func(fields ...oauthclient.Field) *oauthclient.Judge {
		return newJudge(func(p *oauthclient.Profile) {
			p.Properties = nil
			for _, f := range fields {
				p.Properties = append(p.Properties, oauthclient.Property{Field: f})
			}
		})
	}
	keyed := properties(oauthclient.TokenEndpointAuthMethod, oauthclient.JWKSet, oauthclient.JWKSURI)
	keyless := properties(oauthclient.TokenEndpointAuthMethod) // its server gets them in another way
	for _, tc := range []struct {
		name    string
		judge   *oauthclient.Judge
		client  oauthclient.Client
		unknown oauthclient.FieldSet
		want    bool
	}{
		{name: "jwks", judge: keyed, client: method.With(oauthclient.JWKSet, `{"keys":[`+ecKey+`]}`)},
		{name: "jwks_uri", judge: keyed, client: method.With(oauthclient.JWKSURI, "https://a.example.com")},
		{name: "nothing", judge: keyed, client: method, want: true},
		{name: "empty jwks", judge: keyed, client: method.With(oauthclient.JWKSet, "{}"), want: true},
		{name: "keys yet unknown", judge: keyed, client: method, unknown: oauthclient.NewFieldSet(oauthclient.JWKSet)},
		{name: "place of keys yet unknown", judge: keyed, client: method, unknown: oauthclient.NewFieldSet(oauthclient.JWKSURI)},
		{name: "no place for keys", judge: keyless, client: method},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			problems := tc.judge.Validate(tc.client, tc.unknown)
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
