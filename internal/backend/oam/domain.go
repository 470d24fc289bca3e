package oam

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Fields of an identity domain.
var (
	// DomainName is the name of the domain, which is its ID too.
	DomainName = oauthclient.NewField(oauthclient.Spec{
		Path: "name", Kind: oauthclient.String, Check: CheckDomain,
		Doc: "Name of the domain, without commas, equals signs and slashes.", Writing: "Changing it makes a new domain.",
	})
	domainDescription = oauthclient.NewField(oauthclient.Spec{
		Path: "description", Kind: oauthclient.String, Check: checkDescription, Doc: "Any text about the domain.",
	})
	domainProvider = oauthclient.NewField(oauthclient.Spec{
		Path: "identity_provider", Kind: oauthclient.String, Doc: "Name of the identity store that knows the users.",
	})
	domainTokens = oauthclient.NewField(oauthclient.Spec{
		Path: "token_settings", Kind: oauthclient.Objects,
		Doc:     "How long tokens of each type are valid.",
		Writing: "Types that are left out have the server's defaults: 3600 seconds, and no refresh tokens.",
		Members: []oauthclient.Member{
			{Name: tokenType, Required: true, Values: defaultTokenTypes(), Doc: "Type of the token."},
			{Name: tokenExpiry, Kind: oauthclient.Int, Required: true, Doc: "For how many seconds a token is valid."},
			{Name: tokenLifeCycle, Kind: oauthclient.Bool, Doc: "Whether the server keeps track of tokens, so that they can be revoked. Default `false`."},
			{Name: tokenRefresh, Kind: oauthclient.Bool, Doc: "Whether there is a refresh token beside it. Default `false`."},
			{Name: tokenRefreshExpiry, Kind: oauthclient.Int, Doc: "For how many seconds a refresh token is valid. Default `86400`."},
			{Name: tokenRefreshLifeCycle, Kind: oauthclient.Bool, Doc: "Whether the server keeps track of refresh tokens. Default `false`."},
		},
	})
	domainConsentPage = oauthclient.NewField(oauthclient.Spec{
		Path: "consent_page_url", Kind: oauthclient.String, Doc: "URL, or path on the server, of the page that asks users for consent.",
	})
	domainErrorPage = oauthclient.NewField(oauthclient.Spec{
		Path: "error_page_url", Kind: oauthclient.String, Doc: "URL, or path on the server, of the page that shows errors.",
	})
	domainCustomAttrs = oauthclient.NewField(oauthclient.Spec{
		Path: "custom_attrs", Kind: oauthclient.String, Doc: "Attribute of a user in the identity store that holds the encrypted secret of time-based one-time passwords.",
	})
	domainRetention = oauthclient.NewField(oauthclient.Spec{
		Path: "old_secret_retention_time_in_days", Kind: oauthclient.Int,
		Doc: "For how many days the previous secret of a client still works after a new one was set, unless the client says otherwise.",
	})

	domainFields = []oauthclient.Field{
		oauthclient.ID, DomainName, domainDescription, domainProvider, domainTokens, domainConsentPage, domainErrorPage, domainCustomAttrs, domainRetention,
	}
)

// The members of the objects in token_settings.
const (
	tokenType             = "token_type"
	tokenExpiry           = "token_expiry"
	tokenLifeCycle        = "life_cycle_enabled"
	tokenRefresh          = "refresh_token_enabled"
	tokenRefreshExpiry    = "refresh_token_expiry"
	tokenRefreshLifeCycle = "refresh_token_life_cycle_enabled"
)

func domainProfile(Defaults) oauthclient.Profile {
	return oauthclient.Profile{
		Name: Name, Title: title, Noun: domainKind.noun,
		Properties: propertiesOf(domainKind.members, oauthclient.Field{}, Defaults{}),
		Can:        oauthclient.Capabilities{Find: true},
		IDOf:       func(desired oauthclient.Client) string { return desired.Text(DomainName) },
		Unique:     func(oauthclient.Client) bool { return true },
		Check: func(c oauthclient.Client, unknown oauthclient.FieldSet) []*oauthclient.Error {
			return slices.Concat(checkNamed(c, DomainName, unknown), checkTwice(c.With(domainTokens, tokensOf(settingsOf(c[domainTokens]))), domainTokens, tokenType))
		},
		Canonical: func(f oauthclient.Field, v any) any {
			if objects, ok := v.([]map[string]string); ok && f == domainTokens {
				return canonicalTokens(objects)
			}
			return v
		},
		Replaces: func(known, desired oauthclient.Client, unknown oauthclient.FieldSet) []oauthclient.Field {
			if unknown.Has(DomainName) || desired.Text(DomainName) != known.Text(oauthclient.ID) {
				return []oauthclient.Field{DomainName}
			}
			return nil
		},
	}
}

// domainKind has the properties of the REST reference. The defaults are those that a fresh server was seen to fill in.
var domainKind = &siblingKind[message.IdentityDomain]{
	noun: "identity domain", inUse: "OAM may refuse to delete a domain that still has resource servers or clients: delete those first.",
	endpoint: identityDomains,
	members: slices.Concat([]member[message.IdentityDomain]{
		word(property(DomainName, "name"), func(d *message.IdentityDomain) *string { return &d.Name }),
		text(property(domainDescription, "description"), func(d *message.IdentityDomain) **string { return &d.Description }),
		text(filled(domainProvider, "identityProvider", *freshDomain.IdentityProvider), func(d *message.IdentityDomain) **string { return &d.IdentityProvider }),
		{
			property: filled(domainTokens, "tokenSettings", tokensOf(freshDomain.TokenSettings)),
			get: func(d *message.IdentityDomain) any {
				if d.TokenSettings == nil {
					return nil
				}
				return tokensOf(d.TokenSettings)
			},
			set: setTokens,
		},
		text(filled(domainConsentPage, "consentPageURL", *freshDomain.ConsentPageURL), func(d *message.IdentityDomain) **string { return &d.ConsentPageURL }),
		text(filled(domainErrorPage, "errorPageURL", *freshDomain.ErrorPageURL), func(d *message.IdentityDomain) **string { return &d.ErrorPageURL }),
		text(property(domainCustomAttrs, "customAttrs"), func(d *message.IdentityDomain) **string { return &d.CustomAttrs }),
	}, hidden(version12214,
		count(property(domainRetention, "oldSecretRetentionTimeInDays"), func(d *message.IdentityDomain) **int64 { return &d.OldSecretRetentionTimeInDays }),
	)),
	handleOf: func(id string) (handle, error) {
		if err := CheckDomain(id); err != nil {
			return handle{}, oauthclient.Invalid(oauthclient.ID, "This does not name an identity domain: %v.", err)
		}
		return handle{name: id}, nil
	},
	idOf: func(at handle) string { return at.name },
	placeOf: func(_ Defaults, desired oauthclient.Client) (handle, error) {
		return handle{name: desired.Text(DomainName)}, nil
	},
	identify: func(at handle, c oauthclient.Client) oauthclient.Client {
		return c.With(DomainName, at.name)
	},
	query: func(at handle) url.Values { return url.Values{"name": {at.name}} },
	parse: message.ParseIdentityDomain,
	shownIn: func(a message.Answer) (*message.IdentityDomain, handle) {
		if a.IdentityDomain == nil {
			return nil, handle{}
		}
		return a.IdentityDomain, handle{name: a.IdentityDomain.Name}
	},
}

// freshDomain is what a fresh server fills in.
var freshDomain = message.DefaultIdentityDomain()

func filled(f oauthclient.Field, name string, value any) oauthclient.Property {
	return oauthclient.Property{Field: f, Name: name, Behaviour: oauthclient.Fixed, Default: value}
}

func defaultTokenTypes() []string {
	types := make([]string, len(freshDomain.TokenSettings))
	for i, t := range freshDomain.TokenSettings {
		types[i] = t.TokenType
	}
	return types
}

func tokensOf(settings []message.TokenSetting) []map[string]string {
	objects := make([]map[string]string, len(settings))
	for i, t := range settings {
		objects[i] = map[string]string{
			tokenType: t.TokenType, tokenExpiry: strconv.FormatInt(t.TokenExpiry, 10), tokenLifeCycle: strconv.FormatBool(t.LifeCycleEnabled),
			tokenRefresh: strconv.FormatBool(t.RefreshTokenEnabled), tokenRefreshExpiry: strconv.FormatInt(t.RefreshTokenExpiry, 10),
			tokenRefreshLifeCycle: strconv.FormatBool(t.RefreshTokenLifeCycleEnabled),
		}
	}
	return objects
}

// setTokens sends a setting for every type, since it is not documented what becomes of one that is left out of several.
func setTokens(d *message.IdentityDomain, value any) {
	d.TokenSettings = slices.Clone(freshDomain.TokenSettings)
	for _, t := range settingsOf(value) {
		i := slices.IndexFunc(d.TokenSettings, func(other message.TokenSetting) bool { return other.TokenType == t.TokenType })
		if i < 0 {
			d.TokenSettings = append(d.TokenSettings, t)
			continue
		}
		d.TokenSettings[i] = t
	}
}

func settingsOf(value any) []message.TokenSetting {
	objects, _ := value.([]map[string]string)
	settings := make([]message.TokenSetting, len(objects))
	for i, object := range objects {
		settings[i] = tokenSettingOf(object)
	}
	return settings
}

// tokenSettingOf fills in the defaults of what is left out, and writes the type as OAM does.
func tokenSettingOf(object map[string]string) message.TokenSetting {
	t := message.TokenSetting{TokenType: strings.ToUpper(object[tokenType]), RefreshTokenExpiry: freshDomain.TokenSettings[0].RefreshTokenExpiry}
	for member, target := range map[string]*int64{tokenExpiry: &t.TokenExpiry, tokenRefreshExpiry: &t.RefreshTokenExpiry} {
		if n, err := strconv.ParseInt(object[member], 10, 64); err == nil { // the field's own check refuses others
			*target = n
		}
	}
	t.LifeCycleEnabled = object[tokenLifeCycle] == "true"
	t.RefreshTokenEnabled = object[tokenRefresh] == "true"
	t.RefreshTokenLifeCycleEnabled = object[tokenRefreshLifeCycle] == "true"
	return t
}

// canonicalTokens fills in what is left out, and leaves out the types that have the defaults.
func canonicalTokens(objects []map[string]string) []map[string]string {
	return tokensOf(slices.DeleteFunc(settingsOf(objects), func(t message.TokenSetting) bool {
		return slices.Contains(freshDomain.TokenSettings, t)
	}))
}
