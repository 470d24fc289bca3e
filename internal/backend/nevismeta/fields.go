package nevismeta

import (
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Properties of a client that only nevisMeta knows.
var (
	// SetupID names the setup that the client belongs to. A client cannot change it.
	SetupID = oauthclient.NewField(oauthclient.Spec{
		Path: "nevismeta.setup_id", Kind: oauthclient.String, Check: httpapi.CheckPathElement,
		Doc:     "Id of the setup that the client belongs to.",
		Writing: "Left out, that of the provider configuration. Changing it makes a new client.",
	})
	// Module names the module of the setup. A client cannot change it.
	Module = oauthclient.NewField(oauthclient.Spec{
		Path: "nevismeta.module", Kind: oauthclient.String, Check: httpapi.CheckPathElement,
		Doc:     "Module of the setup that the client belongs to.",
		Writing: "Left out, that of the provider configuration, which is `" + DefaultModule + "` unless it says otherwise. Changing it makes a new client.",
	})
	// Owner is the user who may manage the client beside an administrator.
	Owner = oauthclient.NewField(oauthclient.Spec{
		Path: "nevismeta.owner", Kind: oauthclient.String,
		Doc:     "User who may manage the client beside administrators.",
		Writing: "Left out, it is whoever creates the client, and an update does not change it.",
	})
	// Comment is a text about the client, or about this state of it.
	Comment = oauthclient.NewField(oauthclient.Spec{
		Path: "nevismeta.comment", Kind: oauthclient.String,
		Doc: "Any text about the client.",
	})
	// Metadata are texts for the consent screen and other uses.
	Metadata = oauthclient.NewField(oauthclient.Spec{
		Path: "nevismeta.metadata", Kind: oauthclient.Objects,
		Doc: "Texts about the client in any number of languages, for the consent screen and for filters.",
		Members: []oauthclient.Member{
			{Name: "name", Required: true, Doc: "What the text is, such as `client_name`."},
			{Name: "value", Required: true, MayBeEmpty: true, Doc: "The text."},
			{Name: "locale", Doc: "Language of the text, such as `de`. Without one the text is for every language."},
		},
	})
	// ValidFrom is when the client becomes what is configured. In the future it schedules that; the client that is read
	// is then the scheduled one. In the past it means nothing but that the time has come: a server begins a new state
	// with every edit, and that one's time is [ActiveSince]. Absent, a change takes effect at once.
	ValidFrom = oauthclient.NewField(oauthclient.Spec{
		Path: "nevismeta.valid_from", Kind: oauthclient.Time,
		Doc: "When the client becomes what is configured, as an RFC 3339 time such as `2030-01-31T06:00:00Z`.",
		Writing: "Left out, at once. A time in the future schedules the creation or the change; until then this state of Terraform is ahead of the server. " +
			"Removing it withdraws what was scheduled. See the guide on nevisMeta.",
	})
	// ConfidentialityType is "public" or "confidential".
	ConfidentialityType = oauthclient.NewField(oauthclient.Spec{
		Path: "nevismeta.confidentiality_type", Kind: oauthclient.String, Ref: "RFC 6749 section 2.1", Known: isSpelling("public", "confidential"),
		Values: []oauthclient.Value{{Value: "public", Doc: "the client has no secret"}, {Value: "confidential", Doc: "it can keep one"}},
		Doc:    "Whether the client can keep a secret.", Writing: "The documents list no values.",
	})
	// PKCEMode says what the client must do for PKCE. The values are those of a client of nevisAuth itself.
	PKCEMode = oauthclient.NewField(oauthclient.Spec{
		Path: "nevismeta.pkce_mode", Kind: oauthclient.String, Ref: "RFC 7636", Known: isSpelling("allowed", "required", "s256-required"),
		Values: []oauthclient.Value{
			{Value: "allowed", Doc: "checked when the client sends a challenge"},
			{Value: "required", Doc: "the client must send one"},
			{Value: "s256-required", Doc: "and by the method S256"},
		},
		Doc: "What the client must do for PKCE.", Writing: "The documents list no values.",
	})
	// ForceReauthentication makes users log in again for this client. Absent, the setup decides.
	ForceReauthentication = oauthclient.NewField(oauthclient.Spec{
		Path: "nevismeta.force_reauthentication", Kind: oauthclient.Bool,
		Doc:     "Whether users must log in again for this client.",
		Writing: "Left out, the setup decides.",
	})
	// AccessTokenTTL is how long access tokens are valid, in seconds. Absent, the setup decides.
	AccessTokenTTL = lifetime("access_token_ttl", "Lifetime of access tokens")
	// RefreshTokenTTL is how long refresh tokens are valid, in seconds. Absent, the setup decides.
	RefreshTokenTTL = lifetime("refresh_token_ttl", "Lifetime of refresh tokens")
	// IDTokenTTL is how long ID tokens are valid, in seconds. Absent, the setup decides.
	IDTokenTTL = lifetime("id_token_ttl", "Lifetime of ID tokens")
	// PersistedConsentTTL is how long a user's consent is remembered, in seconds. Absent, the setup decides.
	PersistedConsentTTL = lifetime("persisted_consent_ttl", "How long a user's consent is remembered")
	// NotSentGrantType is an undocumented member of the documented body, most likely the server's own note that a
	// request had no grant_types.
	NotSentGrantType = oauthclient.NewField(oauthclient.Spec{
		Path: "nevismeta.not_sent_grant_type", Kind: oauthclient.Bool,
		Doc:     "The undocumented member `notSentGrantType` of the API, most likely the server's own note that a request had no `grant_types`.",
		Writing: "Leave it out: then an edit repeats what the server says, or nothing when it changes `grant_types`.",
	})
	// ActiveSince is the valid_from of the state that is in force. Absent before the first one is. Only the server sets
	// it.
	ActiveSince = oauthclient.NewField(oauthclient.Spec{
		Path: "nevismeta.active_since", Kind: oauthclient.Time, Issued: true, Observed: true,
		Doc: "Since when the client is what the server has in force: every edit begins a new state. Null before the first one begins.",
	})
)

func lifetime(name, what string) oauthclient.Field {
	return oauthclient.NewField(oauthclient.Spec{
		Path: "nevismeta." + name, Kind: oauthclient.Int,
		Doc:     what + " in seconds, instead of the setup's.",
		Writing: "Left out, the setup decides; what the client has on the server stays.",
	})
}

// isSpelling returns a function that knows the values in capitals and with underscores too: how a server spells them is not
// documented.
func isSpelling(values ...string) func(string) bool {
	return func(text string) bool { return slices.Contains(values, plain(text)) }
}

// plain writes such a value in lower case with hyphens.
func plain(text string) string { return strings.ReplaceAll(strings.ToLower(text), "_", "-") }

// Fields returns every field that is declared here, in the order of the documentation.
func Fields() []oauthclient.Field {
	return []oauthclient.Field{
		SetupID, Module, Owner, Comment, Metadata, ValidFrom, ConfidentialityType, PKCEMode, ForceReauthentication,
		AccessTokenTTL, RefreshTokenTTL, IDTokenTTL, PersistedConsentTTL, NotSentGrantType, ActiveSince,
	}
}
