package nevismeta

import "github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"

// Properties of a client that only nevisMeta knows.
var (
	// SetupID names the setup that the client belongs to. A client cannot change it.
	SetupID = oauthclient.NewField("nevismeta.setup_id", oauthclient.String)
	// Module names the module of the setup. A client cannot change it.
	Module = oauthclient.NewField("nevismeta.module", oauthclient.String)
	// Owner is the user who may manage the client beside an administrator.
	Owner = oauthclient.NewField("nevismeta.owner", oauthclient.String)
	// Comment is a text about the client, or about this state of it.
	Comment = oauthclient.NewField("nevismeta.comment", oauthclient.String)
	// Metadata are texts for the consent screen and other uses: objects of name, value and locale. Without a locale an
	// entry is for every language.
	Metadata = oauthclient.NewField("nevismeta.metadata", oauthclient.Objects)
	// ValidFrom is when the client becomes what is configured. In the future it schedules that; the client that is read
	// is then the scheduled one. In the past it means nothing but that the time has come: a server begins a new state
	// with every edit, and that one's time is [ActiveSince]. Absent, a change takes effect at once.
	ValidFrom = oauthclient.NewField("nevismeta.valid_from", oauthclient.Time)
	// ConfidentialityType is "public" or "confidential" (RFC 6749 section 2.1).
	ConfidentialityType = oauthclient.NewField("nevismeta.confidentiality_type", oauthclient.String)
	// PKCEMode says what the client must do for PKCE (RFC 7636): "allowed", "required" or "s256-required".
	PKCEMode = oauthclient.NewField("nevismeta.pkce_mode", oauthclient.String)
	// ForceReauthentication makes users log in again for this client. Absent, the setup decides.
	ForceReauthentication = oauthclient.NewField("nevismeta.force_reauthentication", oauthclient.Bool)
	// AccessTokenTTL is how long access tokens are valid, in seconds. Absent, the setup decides.
	AccessTokenTTL = oauthclient.NewField("nevismeta.access_token_ttl", oauthclient.Int)
	// RefreshTokenTTL is how long refresh tokens are valid, in seconds. Absent, the setup decides.
	RefreshTokenTTL = oauthclient.NewField("nevismeta.refresh_token_ttl", oauthclient.Int)
	// IDTokenTTL is how long ID tokens are valid, in seconds. Absent, the setup decides.
	IDTokenTTL = oauthclient.NewField("nevismeta.id_token_ttl", oauthclient.Int)
	// PersistedConsentTTL is how long a user's consent is remembered, in seconds. Absent, the setup decides.
	PersistedConsentTTL = oauthclient.NewField("nevismeta.persisted_consent_ttl", oauthclient.Int)
	// NotSentGrantType is an undocumented member of the documented body, most likely the server's own note that a
	// request had no grant_types. It is sent only when it is configured.
	NotSentGrantType = oauthclient.NewField("nevismeta.not_sent_grant_type", oauthclient.Bool)
	// ActiveSince is the valid_from of the state that is in force. Absent before the first one is. Only the server sets
	// it.
	ActiveSince = oauthclient.NewField("nevismeta.active_since", oauthclient.Time)
)

// Fields returns every field that is declared here.
func Fields() []oauthclient.Field {
	return []oauthclient.Field{
		SetupID, Module, Owner, Comment, Metadata, ValidFrom, ConfidentialityType, PKCEMode, ForceReauthentication,
		AccessTokenTTL, RefreshTokenTTL, IDTokenTTL, PersistedConsentTTL, NotSentGrantType, ActiveSince,
	}
}
