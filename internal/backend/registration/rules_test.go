package registration_test

import (
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	localized := func(name string) oauthclient.Client {
		return oauthclient.Client{registration.Localized: map[string]string{name: "x"}}
	}
	extra := func(text string) oauthclient.Client { return oauthclient.Client{registration.ExtraMetadata: text} }
	ping := oauthclient.Client{oauthclient.BackchannelTokenDeliveryMode: "ping"}
	tests := []struct {
		name    string
		client  oauthclient.Client
		unknown oauthclient.FieldSet
		// field is the one at fault, the zero Field for none.
		field oauthclient.Field
		says  string
	}{
		{name: "language tag", client: localized("client_name#ja-Jpan-JP")},
		{name: "no tag", client: localized("client_name"), field: registration.Localized, says: "client_name#de"},
		{name: "empty tag", client: localized("client_name#"), field: registration.Localized},
		{name: "no name", client: localized("#de"), field: registration.Localized},
		{name: "two tags", client: localized("client_name#de#fr"), field: registration.Localized},
		{name: "tag with an underscore", client: localized("client_name#de_CH"), field: registration.Localized},

		{name: "extra", client: extra(`{"colour":"red"}`)},
		{name: "extra that is no object", client: extra(`[1]`), field: registration.ExtraMetadata, says: "jsonencode({...})"},
		{name: "extra instead of an attribute", client: extra(`{"application_type":"private"}`)},
		{name: "extra beside its attribute", client: extra(`{"scope":"a"}`).With(oauthclient.Scopes, []string{"b"}), field: registration.ExtraMetadata, says: "scopes too"},
		{name: "extra with a secret", client: extra(`{"client_secret":"x"}`), field: registration.ExtraMetadata, says: "made by the server"},
		{name: "extra with a tag", client: extra(`{"client_name#de":"x"}`), field: registration.ExtraMetadata, says: "registration.localized"},

		{name: "ping without endpoint", client: ping, field: oauthclient.BackchannelTokenDeliveryMode},
		{name: "ping with an endpoint not known yet", client: ping, unknown: oauthclient.NewFieldSet(oauthclient.BackchannelClientNotificationEndpoint)},
		{name: "ping with an endpoint", client: ping.With(oauthclient.BackchannelClientNotificationEndpoint, "https://a.example/n")},
		{name: "poll", client: oauthclient.Client{oauthclient.BackchannelTokenDeliveryMode: "poll"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			problems := judge.Validate(tc.client, tc.unknown)
			if tc.field.IsZero() {
				if len(problems) > 0 {
					t.Errorf("problems of a valid client: %v", problems)
				}
				return
			}
			if len(problems) != 1 || problems[0].Field != tc.field {
				t.Fatalf("problems %v, want one about %s", problems, tc.field)
			}
			mustSay(t, problems[0], tc.says)
		})
	}
}
