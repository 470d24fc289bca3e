package registration

import "github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"

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
