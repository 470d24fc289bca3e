package registration

import (
	"context"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// What must be known of a client beside its attributes.
var (
	// readsReplaceToken says that the server answers every read with a new registration access token.
	readsReplaceToken = oauthclient.NewField("registration.reads_replace_token", oauthclient.Bool)
	// otherMembers are the members of the server's last answer that have no attribute, as a JSON object. RFC 7592 section
	// 2.2 wants all members back in an update: one that is missing is deleted.
	otherMembers = oauthclient.NewField("registration.other_members", oauthclient.JSON)
)

// Remembers returns what is kept beside the attributes: whether the client can be read without consequences, and the
// members that an update must send back.
func (*Backend) Remembers() []oauthclient.Field {
	return []oauthclient.Field{readsReplaceToken, otherMembers}
}

// What Read tells StateNotices of a client.
var (
	// notRead says that the client was not read, lest its token be lost.
	notRead = oauthclient.NewField("registration.not_read", oauthclient.Bool)
	// tokenReplaced says that reading the client has replaced its token.
	tokenReplaced = oauthclient.NewField("registration.token_replaced", oauthclient.Bool)
)

// PlanNotices returns nothing.
func (*Backend) PlanNotices(_, _ oauthclient.Client) []oauthclient.Notice { return nil }

// StateNotices says what reading a client has done, or would do, to its registration access token. Where clients are
// always to be read, that is known.
func (b *Backend) StateNotices(_ context.Context, read oauthclient.Client) []oauthclient.Notice {
	switch {
	case b.alwaysRefresh:
	case read.Bool(notRead):
		return []oauthclient.Notice{{
			Summary: "OAuth client not refreshed",
			Detail: "This server replaces the registration access token at every read, and a plan does not save the new one. " +
				"So the client was not read, and what others change on the server does not show.\n\n" +
				"Set always_refresh in the provider block \"registration\" where every plan is applied; see the guide \"Registration servers\".",
		}}
	case read.Bool(tokenReplaced):
		return []oauthclient.Notice{{
			Field:   oauthclient.RegistrationAccessToken,
			Summary: "Registration access token replaced",
			Detail: "Reading the client has replaced its registration access token, and the one in the state is no longer good. " +
				"An apply saves the new one, even when there is nothing else to do. A plan does not, unless it is saved to a file and that is applied.\n\n" +
				"If this plan is thrown away, ask the server's operator for a new token. Once a token is saved, the client is no longer read for plans; see the guide \"Registration servers\".",
		}}
	}
	return nil
}
