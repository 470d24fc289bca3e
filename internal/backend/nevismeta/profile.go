package nevismeta

import (
	"slices"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Name is the name of the backend and of its block.
const Name = "nevismeta"

// Defaults are what the provider's configuration says for clients that do not say it themselves.
type Defaults struct {
	// Setup is the setup of clients that do not name one. Empty: each client must.
	Setup string
	// Module is the module of clients that do not name one. Empty means [DefaultModule].
	Module string
	// Caller is the user that the credentials belong to, whom the server makes the owner of clients that do not name
	// one. Empty when it is not known.
	Caller string
	// Complete says that the configuration is known whole: what is empty here is not configured. Without it nothing is
	// guessed about what is empty.
	Complete bool
}

// Profile returns what is known of nevisMeta, whichever server it is.
func Profile(defaults Defaults) oauthclient.Profile {
	return oauthclient.Profile{
		Name: Name, Title: "nevisMeta",
		Properties: properties(defaults),
		Filters:    []oauthclient.Field{oauthclient.ClientName, Owner, Metadata, SetupID, Module},
		Can:        oauthclient.Capabilities{List: true, Find: true},
		// In the form that the documents' examples have.
		NewClientID: oauthclient.NewClientID,
		Check:       defaults.check,
		Canonical:   canonical,
		Public: func(c oauthclient.Client) bool {
			return strings.EqualFold(c.Text(ConfidentialityType), "public")
		},
		Replaces: defaults.replaces,
		Notices: func(known, desired oauthclient.Client) []oauthclient.Notice {
			return planned(time.Now(), known, desired)
		},
	}
}

// properties returns what nevisMeta does with each field.
func properties(defaults Defaults) []oauthclient.Property {
	setup := oauthclient.Property{Field: SetupID, Behaviour: oauthclient.Inherited}
	if defaults.Setup != "" {
		setup.Behaviour, setup.Default = oauthclient.Fixed, defaults.Setup
	}
	all := append(newTable(false).Properties(),
		setup,
		oauthclient.Property{Field: Module, Behaviour: oauthclient.Fixed, Default: defaults.moduleName()},
		oauthclient.Property{Field: ActiveSince, Behaviour: oauthclient.Issued},
	)
	if i := slices.IndexFunc(all, func(p oauthclient.Property) bool { return p.Field == Owner }); defaults.Caller != "" {
		all[i].Default = defaults.Caller
	}
	return all
}

// The values that the published schema allows; it has no others that are closed.
var (
	signingAlgs    = []string{"RS256", "RS384", "RS512", "ES256", "ES256K", "ES384", "ES512"}
	encryptionAlgs = []string{
		"RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512",
		"ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW", none,
	}
	encryptionEncs = []string{"A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM", none}
)

// none is the value of the two encryption algorithms that says the same as none at all.
const none = "none"

// encryption are the fields that have such a value.
var encryption = []oauthclient.Field{oauthclient.IDTokenEncryptedResponseAlg, oauthclient.IDTokenEncryptedResponseEnc}

// newTable maps fields to the members of nevisMeta's OAuthV2ClientType. Bean says that jwks is written in the spelling
// of the published schema.
//
// A client has of its setup's client_defaults what it leaves out. Whether answers show that is not documented, and where
// they do, nobody can tell it from what is the client's own: an edit then makes it so. The numbers of the documents' example
// of a setup are no defaults.
func newTable(bean bool) jsonwire.Table {
	return slices.Concat(
		jsonwire.Table{
			{Field: oauthclient.ClientID, Behaviour: oauthclient.Stamped},
			// Every edit repeats it; see Driver.identify.
			{Field: oauthclient.ClientSecret, Behaviour: oauthclient.Stamped},
			{Field: oauthclient.ClientName, Name: "name"},
			{Field: oauthclient.JWKSet, Form: keySetForm(bean)},
			{Field: Metadata, Form: metadataForm},
			{Field: ValidFrom, Form: instantForm},
			{Field: Owner, Behaviour: oauthclient.Stamped},
			{Field: oauthclient.IDTokenSignedResponseAlg, Behaviour: oauthclient.Stamped, Values: signingAlgs},
			{Field: oauthclient.IDTokenEncryptedResponseAlg, Behaviour: oauthclient.Fixed, Default: none, Values: encryptionAlgs},
			{Field: oauthclient.IDTokenEncryptedResponseEnc, Behaviour: oauthclient.Fixed, Default: none, Values: encryptionEncs},
			{Field: NotSentGrantType, Name: "notSentGrantType", Behaviour: oauthclient.Inherited},
		},
		filled(oauthclient.Stamped,
			oauthclient.GrantTypes, oauthclient.ResponseTypes, oauthclient.TokenEndpointAuthMethod, ConfidentialityType, PKCEMode),
		filled(oauthclient.Inherited,
			ForceReauthentication, AccessTokenTTL, RefreshTokenTTL, IDTokenTTL, PersistedConsentTTL),
		jsonwire.Named(
			oauthclient.RedirectURIs, oauthclient.Scopes, oauthclient.Contacts, oauthclient.ClientURI, oauthclient.LogoURI,
			oauthclient.PolicyURI, oauthclient.TosURI, oauthclient.JWKSURI, oauthclient.RequirePushedAuthorizationRequests, Comment,
		),
	)
}

// filled returns members that a server fills in with what is not known beforehand.
func filled(behaviour oauthclient.Behaviour, fields ...oauthclient.Field) jsonwire.Table {
	table := jsonwire.Named(fields...)
	for i := range table {
		table[i].Behaviour = behaviour
	}
	return table
}

// canonical writes the values whose spelling is not documented in one way, and cuts instants to milliseconds.
func canonical(f oauthclient.Field, v any) any {
	text, ok := v.(string)
	if !ok {
		return v
	}
	switch f {
	case PKCEMode, ConfidentialityType:
		return plain(text)
	case ValidFrom:
		if t, err := parseInstant(text); err == nil {
			return writeInstant(t)
		}
	}
	return v
}
