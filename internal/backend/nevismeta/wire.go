package nevismeta

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// newTable maps fields to the members of nevisMeta's OAuthV2ClientType. Bean says that jwks is written in the spelling
// of the published schema.
func newTable(bean bool) jsonwire.Table {
	return slices.Concat(
		jsonwire.Table{
			{Field: oauthclient.ClientName, Name: "name"},
			{Field: oauthclient.JWKSet, Name: "jwks", Form: keySetForm(bean)},
			{Field: Metadata, Name: "metadata", Form: metadataForm},
			{Field: ValidFrom, Name: "valid_from", Form: instantForm},
			{Field: NotSentGrantType, Name: "notSentGrantType"},
		},
		jsonwire.Named(
			oauthclient.ClientID, oauthclient.ClientSecret, oauthclient.RedirectURIs, oauthclient.GrantTypes,
			oauthclient.ResponseTypes, oauthclient.Scopes, oauthclient.Contacts, oauthclient.ClientURI,
			oauthclient.LogoURI, oauthclient.PolicyURI, oauthclient.TosURI, oauthclient.JWKSURI,
			oauthclient.TokenEndpointAuthMethod, oauthclient.RequirePushedAuthorizationRequests,
			oauthclient.IDTokenSignedResponseAlg, oauthclient.IDTokenEncryptedResponseAlg,
			oauthclient.IDTokenEncryptedResponseEnc,
			Owner, Comment, ConfidentialityType, PKCEMode, ForceReauthentication,
			AccessTokenTTL, RefreshTokenTTL, IDTokenTTL, PersistedConsentTTL,
		),
	)
}

// keySetForm reads both spellings of a JWK Set as the one of RFC 7517. A set that cannot be understood is kept as it is,
// so that it shows as something else than what is configured.
func keySetForm(bean bool) *jsonwire.Form {
	return &jsonwire.Form{
		Encode: func(value any) any {
			text, _ := value.(string)
			set, err := jwk.Read(text)
			if err == nil && bean {
				text = set.Bean()
			}
			return json.RawMessage(text)
		},
		Decode: func(raw json.RawMessage) (any, error) {
			text := string(raw)
			if quoted := ""; json.Unmarshal(raw, &quoted) == nil {
				text = quoted
			}
			if set, err := jwk.Read(text); err == nil {
				return set.Standard(), nil
			}
			return text, nil
		},
	}
}

// metadataForm reads only the documented members of an entry.
var metadataForm = &jsonwire.Form{
	Encode: func(value any) any { return value },
	Decode: func(raw json.RawMessage) (any, error) {
		var entries []struct{ Name, Value, Locale string }
		if err := json.Unmarshal(raw, &entries); err != nil {
			return nil, errors.New("an array of objects of strings was expected")
		}
		objects := make([]map[string]string, len(entries))
		for i, entry := range entries {
			objects[i] = map[string]string{"name": entry.Name, "value": entry.Value, "locale": entry.Locale}
		}
		return objects, nil
	},
}

// none is the value of the two encryption algorithms that says the same as none at all.
const none = "none"

// encryption are the fields that have such a value.
var encryption = []oauthclient.Field{oauthclient.IDTokenEncryptedResponseAlg, oauthclient.IDTokenEncryptedResponseEnc}

// Supports returns what the documented body has, and where the client is.
func (*Backend) Supports() oauthclient.FieldSet { return supported }

var supported = func() oauthclient.FieldSet {
	fields := newTable(false).Fields()
	fields.Add(SetupID)
	fields.Add(Module)
	return fields
}()

// Fills returns what servers may fill in; whether answers show any of it is not documented. Lifetimes have the defaults
// of the documents' example of a setup, and the values that are unsure are the defaults of a dynamic registration, or of a
// client of nevisAuth itself.
func (b *Backend) Fills() map[oauthclient.Field]oauthclient.Fill {
	inherited := func(v any) oauthclient.Fill { return oauthclient.Fill{Default: v, Varies: true} }
	unsure := func(v any) oauthclient.Fill { return oauthclient.Fill{Default: v, Unsure: true} }
	fills := map[oauthclient.Field]oauthclient.Fill{
		oauthclient.ClientID:     {},
		oauthclient.ClientSecret: {},
		Module:                   inherited(DefaultModule),
		SetupID:                  {},
		Owner:                    {},
		ValidFrom:                {},
		ActiveSince:              {},
		NotSentGrantType:         {},

		oauthclient.GrantTypes: {},
		ForceReauthentication:  {},
		AccessTokenTTL:         inherited(int64(3600)),
		RefreshTokenTTL:        inherited(int64(15552000)),
		IDTokenTTL:             inherited(int64(3600)),
		PersistedConsentTTL:    inherited(int64(31104000)),

		oauthclient.ResponseTypes:            unsure([]string{"code"}),
		oauthclient.TokenEndpointAuthMethod:  unsure("client_secret_basic"),
		oauthclient.IDTokenSignedResponseAlg: unsure("RS256"),
		ConfidentialityType:                  unsure("confidential"),
		PKCEMode:                             unsure("allowed"),
	}
	for _, f := range encryption {
		fills[f] = oauthclient.Fill{Default: none}
	}
	for f, own := range map[oauthclient.Field]string{Module: b.module, SetupID: b.setup, Owner: b.caller} {
		if own != "" {
			fills[f] = inherited(own)
		}
	}
	return fills
}

// Canonical writes the values whose spelling is not documented in one way, and cuts instants to milliseconds.
func (*Backend) Canonical(f oauthclient.Field, v any) any {
	text, ok := v.(string)
	if !ok {
		return v
	}
	switch f {
	case PKCEMode, ConfidentialityType:
		return strings.ReplaceAll(strings.ToLower(text), "_", "-")
	case ValidFrom:
		if t, err := parseInstant(text); err == nil {
			return writeInstant(t)
		}
	}
	return v
}

// Properties returns the documented properties of a client, each with the field that holds it.
func Properties() map[string]oauthclient.Field { return newTable(false).Properties() }

// IsPublic reports whether c has no secret because of its confidentiality_type.
func (*Backend) IsPublic(c oauthclient.Client) bool {
	return strings.EqualFold(c.Text(ConfidentialityType), "public")
}
