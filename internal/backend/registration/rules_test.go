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
	ping := oauthclient.Client{registration.BackchannelTokenDeliveryMode: "ping"}
	enc := oauthclient.Client{registration.AuthorizationEncryptedResponseEnc: "A256GCM"}
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
		{name: "extra with an attribute", client: extra(`{"require_auth_time":true}`), field: registration.ExtraMetadata, says: "use openid.require_auth_time"},
		{name: "extra with scope", client: extra(`{"scope":"a"}`), field: registration.ExtraMetadata, says: "use scopes"},
		{name: "extra with a secret", client: extra(`{"client_secret":"x"}`), field: registration.ExtraMetadata, says: "made by the server"},
		{name: "extra with a tag", client: extra(`{"client_name#de":"x"}`), field: registration.ExtraMetadata, says: "registration.localized"},

		{name: "ping without endpoint", client: ping, field: registration.BackchannelTokenDeliveryMode},
		{name: "ping with an endpoint not known yet", client: ping, unknown: oauthclient.NewFieldSet(registration.BackchannelClientNotificationEndpoint)},
		{name: "ping with an endpoint", client: ping.With(registration.BackchannelClientNotificationEndpoint, "https://a.example/n")},
		{name: "poll", client: oauthclient.Client{registration.BackchannelTokenDeliveryMode: "poll"}},

		{name: "enc without alg", client: enc, field: registration.AuthorizationEncryptedResponseEnc, says: "authorization_encrypted_response_alg"},
		{name: "enc with an alg not known yet", client: enc, unknown: oauthclient.NewFieldSet(registration.AuthorizationEncryptedResponseAlg)},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			problems := (&registration.Backend{}).Validate(tc.client, tc.unknown)
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
