package identity_test

import (
	"errors"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/identity"
)

func TestImportID(t *testing.T) {
	t.Parallel()
	const here = "https://hydra.example.com"
	for name, test := range map[string]struct {
		id       string
		identity *tfsdk.ResourceIdentity
		want     string
		wantErr  bool
	}{
		"an id":                   {id: "a", want: "a"},
		"an id and no identity":   {id: "a", identity: &tfsdk.ResourceIdentity{Raw: identity.Null()}, want: "a"},
		"an identity":             {identity: &tfsdk.ResourceIdentity{Raw: identity.Of("", "b")}, want: "b"},
		"of this server":          {identity: &tfsdk.ResourceIdentity{Raw: identity.Of(here, "b")}, want: "b"},
		"of another server":       {identity: &tfsdk.ResourceIdentity{Raw: identity.Of("https://other.example.com", "b")}, wantErr: true},
		"neither":                 {},
		"an identity without any": {identity: &tfsdk.ResourceIdentity{Raw: identity.Null()}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := identity.ImportID(test.id, test.identity, here)
			if got != test.want || (err != nil) != test.wantErr {
				t.Errorf("ImportID = %q, %v; want %q, error %t", got, err, test.want, test.wantErr)
			}
			if err != nil && !errors.Is(err, oauthclient.ErrInvalid) {
				t.Errorf("ImportID: %v, want an ErrInvalid", err)
			}
		})
	}
}
