package nevismeta_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// TestProperties compares the profile with the documents, and with the fields of the block.
func TestProperties(t *testing.T) {
	t.Parallel()
	documented, err := os.ReadFile("../../docs/testdata/nevismeta.txt")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	seen := oauthclient.FieldSet{}
	for _, p := range judge.Profile().Properties {
		seen.Add(p.Field)
		if p.Name != "" {
			names = append(names, p.Name)
		}
	}
	slices.Sort(names)
	if diff := cmp.Diff(slices.Sorted(slices.Values(strings.Fields(string(documented)))), names); diff != "" {
		t.Errorf("properties (-documented +profile):\n%s", diff)
	}
	for _, f := range nevismeta.Fields() {
		if !seen.Has(f) || f.Block() != nevismeta.Name {
			t.Errorf("%s is not a property in the block", f)
		}
	}
}

// TestBehaviours fixes what becomes of a property that is left out: what an import brings into the state, and what drift is,
// depends on it.
func TestBehaviours(t *testing.T) {
	t.Parallel()
	const fixed, stamped, inherited, issued = oauthclient.Fixed, oauthclient.Stamped, oauthclient.Inherited, oauthclient.Issued
	want := map[string]oauthclient.Behaviour{
		"client_id": stamped, "client_secret": stamped, "grant_types": stamped, "response_types": stamped,
		"token_endpoint_auth_method": stamped, "id_token_signed_response_alg": stamped,
		"id_token_encrypted_response_alg": fixed, "id_token_encrypted_response_enc": fixed,
		"nevismeta.setup_id": fixed, "nevismeta.module": fixed, "nevismeta.owner": stamped,
		"nevismeta.confidentiality_type": stamped, "nevismeta.pkce_mode": stamped,
		"nevismeta.force_reauthentication": inherited, "nevismeta.access_token_ttl": inherited, "nevismeta.refresh_token_ttl": inherited,
		"nevismeta.id_token_ttl": inherited, "nevismeta.persisted_consent_ttl": inherited, "nevismeta.not_sent_grant_type": inherited,
		"nevismeta.active_since": issued,
	}
	defaults := map[string]any{}
	got := map[string]oauthclient.Behaviour{}
	for _, p := range judge.Profile().Properties {
		if p.Behaviour != oauthclient.Stored {
			got[p.Field.String()] = p.Behaviour
		}
		if p.Default != nil {
			defaults[p.Field.String()] = p.Default
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("behaviours (-want +got):\n%s", diff)
	}
	wantDefaults := map[string]any{
		"id_token_encrypted_response_alg": "none", "id_token_encrypted_response_enc": "none",
		"nevismeta.setup_id": nevissim.SetupID, "nevismeta.module": "oauthv2", "nevismeta.owner": "admin",
	}
	if diff := cmp.Diff(wantDefaults, defaults); diff != "" {
		t.Errorf("defaults (-want +got):\n%s", diff)
	}
}

// TestAlgorithms counts the values of the published schema, and tries them and one more.
func TestAlgorithms(t *testing.T) {
	t.Parallel()
	for f, n := range map[oauthclient.Field]int{
		oauthclient.IDTokenSignedResponseAlg: 7, oauthclient.IDTokenEncryptedResponseAlg: 10, oauthclient.IDTokenEncryptedResponseEnc: 7,
	} {
		p, _ := judge.Property(f)
		if len(p.Values) != n {
			t.Errorf("%s has %d values, not %d", f, len(p.Values), n)
		}
		for _, value := range append(slices.Clone(p.Values), "PS256") {
			c := oauthclient.Client{f: value}
			if f != oauthclient.IDTokenSignedResponseAlg { // the two belong together
				c = oauthclient.Client{oauthclient.IDTokenEncryptedResponseAlg: "RSA1_5", oauthclient.IDTokenEncryptedResponseEnc: "A128GCM", f: value}
				if value == "none" {
					c[oauthclient.IDTokenEncryptedResponseAlg], c[oauthclient.IDTokenEncryptedResponseEnc] = "none", "none"
				}
			}
			problems := judge.Validate(c, nil)
			if refused := len(problems) > 0; refused != (value == "PS256") {
				t.Errorf("%s = %q: %v", f, value, problems)
			}
		}
	}
}
