package registration

import "github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"

// What this backend has beside the registered client metadata.
var (
	// Localized maps names with a language tag, such as "client_name#de", to their values.
	Localized = oauthclient.NewField(oauthclient.Spec{
		Path: "registration.localized", Kind: oauthclient.Map, Ref: "RFC 7591 section 2.2",
		Doc: "Values in several languages: names with a language tag, such as `client_name#de`, and their texts.",
	})
	// ExtraMetadata is a JSON object of members that have no attribute, or another value than the attribute takes. Only its
	// own members are read and compared.
	ExtraMetadata = oauthclient.NewField(oauthclient.Spec{
		Path: "registration.extra_metadata", Kind: oauthclient.JSON, Ref: "RFC 7591 section 2",
		Doc:     "JSON object of members that have no attribute, such as those that only one server has. Only the members that stand in it are compared with the server's.",
		Writing: "`jsonencode({...})` makes it. A registered member may stand in it instead of its attribute, for a value that the attribute does not take.",
	})
)

// Fields returns the fields of the block "registration".
func Fields() []oauthclient.Field { return []oauthclient.Field{Localized, ExtraMetadata} }
