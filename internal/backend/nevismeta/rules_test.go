package nevismeta_test

import (
	"errors"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	rules := oauthclient.NewJudge(nevismeta.Profile(nevismeta.Defaults{}))
	const (
		signed = "id_token_signed_response_alg"
		alg    = "id_token_encrypted_response_alg"
		enc    = "id_token_encrypted_response_enc"
	)
	encryption := func(a, e string) oauthclient.Client {
		c := oauthclient.Client{}
		if a != "" {
			c[oauthclient.IDTokenEncryptedResponseAlg] = a
		}
		if e != "" {
			c[oauthclient.IDTokenEncryptedResponseEnc] = e
		}
		return c
	}
	for _, tc := range []struct {
		name    string
		client  oauthclient.Client
		unknown oauthclient.FieldSet
		// at is the field with a problem, "" for none, and kind its kind.
		at   string
		kind error
	}{
		{name: "nothing"},
		{name: "signed", client: oauthclient.Client{oauthclient.IDTokenSignedResponseAlg: "ES256K"}},
		{name: "signed with HS256", client: oauthclient.Client{oauthclient.IDTokenSignedResponseAlg: "HS256"}, at: signed, kind: oauthclient.ErrInvalid},
		{name: "signed with PS256", client: oauthclient.Client{oauthclient.IDTokenSignedResponseAlg: "PS256"}, at: signed, kind: oauthclient.ErrInvalid},
		{name: "not signed", client: oauthclient.Client{oauthclient.IDTokenSignedResponseAlg: "none"}, at: signed, kind: oauthclient.ErrInvalid},
		{name: "encrypted", client: encryption("ECDH-ES+A192KW", "A192CBC-HS384")},
		{name: "not encrypted", client: encryption("none", "none")},
		{name: "alg that is not documented", client: encryption("dir", "A128GCM"), at: alg, kind: oauthclient.ErrInvalid},
		{name: "enc that is not documented", client: encryption("RSA1_5", "A512GCM"), at: enc, kind: oauthclient.ErrInvalid},
		{name: "alg alone", client: encryption("RSA1_5", ""), at: alg, kind: oauthclient.ErrInvalid},
		{name: "enc alone", client: encryption("", "A128GCM"), at: enc, kind: oauthclient.ErrInvalid},
		{name: "none alone", client: encryption("none", ""), at: alg, kind: oauthclient.ErrInvalid},
		{name: "alg none with enc", client: encryption("none", "A128GCM"), at: enc, kind: oauthclient.ErrInvalid},
		{name: "enc none with alg", client: encryption("RSA1_5", "none"), at: enc, kind: oauthclient.ErrInvalid},
		{name: "alg alone, enc not known", client: encryption("RSA1_5", ""), unknown: oauthclient.NewFieldSet(oauthclient.IDTokenEncryptedResponseEnc)},
		{name: "pkce_mode", client: oauthclient.Client{nevismeta.PKCEMode: "S256_REQUIRED"}},
		{name: "unusual pkce_mode", client: oauthclient.Client{nevismeta.PKCEMode: "S256"}, at: "nevismeta.pkce_mode", kind: oauthclient.ErrUnusual},
		{name: "unusual confidentiality_type", client: oauthclient.Client{nevismeta.ConfidentialityType: "private"}, at: "nevismeta.confidentiality_type", kind: oauthclient.ErrUnusual},
		{name: "no lifetime", client: oauthclient.Client{nevismeta.AccessTokenTTL: int64(0)}},
		{name: "negative lifetime", client: oauthclient.Client{nevismeta.AccessTokenTTL: int64(-1)}, at: "nevismeta.access_token_ttl", kind: oauthclient.ErrInvalid},
		{name: "time", client: oauthclient.Client{nevismeta.ValidFrom: "tomorrow"}, at: "nevismeta.valid_from", kind: oauthclient.ErrInvalid},
		{name: "setup that is a path", client: oauthclient.Client{nevismeta.SetupID: "a/../b"}, at: "nevismeta.setup_id", kind: oauthclient.ErrInvalid},
		{name: "module with a control character", client: oauthclient.Client{nevismeta.Module: "a\n"}, at: "nevismeta.module", kind: oauthclient.ErrInvalid},
		{name: "keys in the spelling of the schema", client: oauthclient.Client{oauthclient.JWKSet: `{"keys":[{"keyID":"a"}]}`}, at: "jwks", kind: oauthclient.ErrInvalid},
		{name: "setup that is no name", client: oauthclient.Client{nevismeta.SetupID: ".."}, at: "nevismeta.setup_id", kind: oauthclient.ErrInvalid},
		{
			name: "metadata in two languages",
			client: oauthclient.Client{nevismeta.Metadata: []map[string]string{
				{"name": "a", "value": "x", "locale": "de"}, {"name": "a", "value": "y", "locale": "en"}, {"name": "a", "value": "z"},
			}},
		},
		{
			name:   "metadata that contradicts itself",
			client: oauthclient.Client{nevismeta.Metadata: []map[string]string{{"name": "a", "value": "x"}, {"name": "a", "value": "y"}}},
			at:     "nevismeta.metadata", kind: oauthclient.ErrUnusual,
		},
		{
			name:   "public client with a secret",
			client: oauthclient.Client{nevismeta.ConfidentialityType: "public", oauthclient.ClientSecret: "x"},
			at:     "client_secret", kind: oauthclient.ErrUnusual,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			problems := rules.Validate(tc.client, tc.unknown)
			for _, problem := range oauthclient.CheckMetadata(tc.client, tc.unknown) {
				if len(problems) == 0 || problems[0].Field != problem.Field { // one problem is enough
					problems = append(problems, problem)
				}
			}
			switch {
			case tc.at == "" && len(problems) > 0:
				t.Errorf("Validate: %v, want nothing", problems[0])
			case tc.at != "" && (len(problems) != 1 || problems[0].Field.String() != tc.at || !errors.Is(problems[0], tc.kind)):
				t.Errorf("Validate: %v, want %v at %s", problems, tc.kind, tc.at)
			}
		})
	}
}

// Without any setup a client has no place, once it is known that the provider's configuration has none.
func TestValidate_setup(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		defaults nevismeta.Defaults
		client   oauthclient.Client
		unknown  oauthclient.FieldSet
		want     int
	}{
		{name: "missing", defaults: nevismeta.Defaults{Complete: true}, want: 1},
		{name: "configuration not known yet"},
		{name: "named", defaults: nevismeta.Defaults{Complete: true}, client: oauthclient.Client{nevismeta.SetupID: "x"}},
		{name: "not known yet", defaults: nevismeta.Defaults{Complete: true}, unknown: oauthclient.NewFieldSet(nevismeta.SetupID)},
		{name: "configured for all", defaults: nevismeta.Defaults{Complete: true, Setup: "x"}},
	} {
		problems := oauthclient.NewJudge(nevismeta.Profile(tc.defaults)).Validate(tc.client, tc.unknown)
		if len(problems) != tc.want || tc.want > 0 && problems[0].Field != nevismeta.SetupID {
			t.Errorf("%s: %v, want %d problems of setup_id", tc.name, problems, tc.want)
		}
	}
}
