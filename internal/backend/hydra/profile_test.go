package hydra_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// documented are the properties of oAuth2Client in Hydra's specification (spec/api.json): those of v2.3.0, and the three
// that v25.4 added.
const documented = `access_token_strategy allowed_cors_origins audience authorization_code_grant_access_token_lifespan
	authorization_code_grant_id_token_lifespan authorization_code_grant_refresh_token_lifespan
	backchannel_logout_session_required backchannel_logout_uri client_credentials_grant_access_token_lifespan client_id
	client_name client_secret client_secret_expires_at client_uri contacts created_at
	frontchannel_logout_session_required frontchannel_logout_uri grant_types implicit_grant_access_token_lifespan
	implicit_grant_id_token_lifespan jwks jwks_uri jwt_bearer_grant_access_token_lifespan logo_uri metadata owner policy_uri
	post_logout_redirect_uris redirect_uris refresh_token_grant_access_token_lifespan refresh_token_grant_id_token_lifespan
	refresh_token_grant_refresh_token_lifespan registration_access_token registration_client_uri request_object_signing_alg
	request_uris response_types scope sector_identifier_uri skip_consent skip_logout_consent subject_type
	token_endpoint_auth_method token_endpoint_auth_signing_alg tos_uri updated_at userinfo_signed_response_alg

	device_authorization_grant_access_token_lifespan device_authorization_grant_id_token_lifespan
	device_authorization_grant_refresh_token_lifespan`

// TestProperties compares the profile with the documents, and with the fields of the block.
func TestProperties(t *testing.T) {
	t.Parallel()
	var names []string
	seen := oauthclient.FieldSet{}
	for _, p := range hydra.Profile().Properties {
		names = append(names, p.Name)
		seen.Add(p.Field)
		if p.Name != p.Field.Name() && p.Field != oauthclient.Scopes {
			t.Errorf("%s is exchanged as %s", p.Field, p.Name)
		}
		if isNew := strings.HasPrefix(p.Name, "device_"); isNew != (p.Since != "") {
			t.Errorf("%s is there since %q", p.Field, p.Since)
		}
	}
	slices.Sort(names)
	if diff := cmp.Diff(slices.Sorted(slices.Values(strings.Fields(documented))), names); diff != "" {
		t.Errorf("properties (-documented +profile):\n%s", diff)
	}
	for _, f := range hydra.Fields() {
		if !seen.Has(f) || f.Block() != hydra.Name {
			t.Errorf("%s is not a property in the block", f)
		}
	}
}

// TestBehaviours fixes what becomes of a property that is left out: what an import brings into the state, and what drift is,
// depends on it.
func TestBehaviours(t *testing.T) {
	t.Parallel()
	want := map[string]oauthclient.Behaviour{
		"client_id": oauthclient.Stamped, "client_secret": oauthclient.Stamped, "scopes": oauthclient.Stamped,
		"token_endpoint_auth_method": oauthclient.Fixed, "subject_type": oauthclient.Fixed,
		"userinfo_signed_response_alg": oauthclient.Fixed,
		"client_secret_expires_at":     oauthclient.Issued, "registration_client_uri": oauthclient.Issued,
		"registration_access_token": oauthclient.Withheld,
		"hydra.created_at":          oauthclient.Issued, "hydra.updated_at": oauthclient.Issued,
	}
	got := map[string]oauthclient.Behaviour{}
	for _, p := range hydra.Profile().Properties {
		if p.Behaviour != oauthclient.Stored {
			got[p.Field.String()] = p.Behaviour
		}
		if p.EmptyIsAStatement != (p.Field == hydra.SkipLogoutConsent) {
			t.Errorf("an empty %s is a statement: %t", p.Field, p.EmptyIsAStatement)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("behaviours (-want +got):\n%s", diff)
	}
}

func TestLifespans(t *testing.T) {
	t.Parallel()
	for f, words := range map[oauthclient.Field]string{
		hydra.Lifespans[1]:       "How long ID tokens of the authorization code grant are valid",
		hydra.Lifespans[6]:       "How long access tokens of the JWT bearer grant are valid",
		hydra.DeviceLifespans[2]: "How long refresh tokens of the device authorization grant are valid",
	} {
		if !strings.HasPrefix(f.Spec().Doc, words) {
			t.Errorf("%s: %s", f, f.Spec().Doc)
		}
	}
}

// Scopes that are written as an empty set are told about once: Hydra gives such a client its default.
func TestNotices(t *testing.T) {
	t.Parallel()
	judge := oauthclient.NewJudge(hydra.Profile())
	scopes := func(scopes ...string) oauthclient.Client {
		return oauthclient.Client{oauthclient.Scopes: append([]string{}, scopes...)}
	}
	for _, tc := range []struct {
		name           string
		known, desired oauthclient.Client
		told           bool
	}{
		{"left out", nil, oauthclient.Client{}, false},
		{"some", nil, scopes("openid"), false},
		{"a new client without", nil, scopes(), true},
		{"taken away", scopes("openid"), scopes(), true},
		{"empty as before", scopes(), scopes(), false},
	} {
		notices := judge.Notices(tc.known, tc.desired)
		if told := len(notices) == 1 && notices[0].Field == oauthclient.Scopes; told != tc.told {
			t.Errorf("%s: %v", tc.name, notices)
		}
	}
}
