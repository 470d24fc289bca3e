package oam

import (
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/answer"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A member is a property of OAM's Client, with the field that holds it and all that is known of it.
type member struct {
	property oauthclient.Property
	// textless says that text answers have no place for it.
	textless bool
	// get returns the value that an answer shows; nil when it shows none.
	get func(c *answer.Client) any
	// set puts a value into a body; nil puts an explicit empty there, which clears the property.
	set func(c *answer.Client, value any)
}

// The versions that brought what 12.2.1.3 does not have.
const (
	version12214 = "12.2.1.4"
	// pkceVersion is the bundle patch that brought PKCE.
	pkceVersion = "12.2.1.4.201201"
)

// members are the properties of the REST reference, and usePKCE. The client type is sent when none is configured.
var members = slices.Concat(
	[]member{
		word(property(oauthclient.ClientName, "name"), func(c *answer.Client) *string { return &c.Name }),
		word(property(IdentityDomain, "idDomain"), func(c *answer.Client) *string { return &c.IDDomain }),
		word(oauthclient.Property{Field: oauthclient.ClientID, Name: "id", Behaviour: oauthclient.Stamped}, func(c *answer.Client) *string { return &c.ID }),
		text(oauthclient.Property{Field: oauthclient.ClientSecret, Name: "secret", Behaviour: oauthclient.Stamped}, func(c *answer.Client) **string { return &c.Secret }),
		word(oauthclient.Property{Field: ClientType, Name: "clientType", Behaviour: oauthclient.Fixed, Default: confidential}, func(c *answer.Client) *string { return &c.ClientType }),
		text(property(Description, "description"), func(c *answer.Client) **string { return &c.Description }),
		{
			property: oauthclient.Property{Field: oauthclient.GrantTypes, Name: "grantTypes", Values: registeredNames()},
			get:      getGrantTypes, set: setGrantTypes,
		},
		list(property(oauthclient.Scopes, "scopes"), func(c *answer.Client) *[]string { return &c.Scopes }),
		text(property(DefaultScope, "defaultScope"), func(c *answer.Client) **string { return &c.DefaultScope }),
		{property: property(oauthclient.RedirectURIs, "redirectURIs"), get: getRedirectURIs, set: setRedirectURIs},
		{property: property(Attributes, "attributes"), get: getAttributes, set: setAttributes},
	},
	hidden(version12214,
		list(property(AccessTokenCustomClaims, "accessTokenCustomClaims"), func(c *answer.Client) *[]string { return &c.AccessTokenCustomClaims }),
		list(property(IDTokenCustomClaims, "idTokenCustomClaims"), func(c *answer.Client) *[]string { return &c.IDTokenCustomClaims }),
		list(property(UserInfoCustomClaims, "userInfoCustomClaims"), func(c *answer.Client) *[]string { return &c.UserInfoCustomClaims }),
		member{property: property(OldSecretRetentionTimeInDays, "oldSecretRetentionTimeInDays"), get: getRetention, set: setRetention},
		text(oauthclient.Property{
			Field: oauthclient.TokenEndpointAuthMethod, Name: "tokenEndpointAuthMethod",
			Values: []string{"client_secret_basic", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"},
		}, func(c *answer.Client) **string { return &c.TokenEndpointAuthMethod }),
		text(property(oauthclient.TLSClientAuthSubjectDN, "tlsClientAuthSubjectDN"), func(c *answer.Client) **string { return &c.TLSClientAuthSubjectDN }),
		text(property(oauthclient.TLSClientAuthSANDNS, "tlsClientAuthSANDNS"), func(c *answer.Client) **string { return &c.TLSClientAuthSANDNS }),
		text(property(oauthclient.TLSClientAuthSANEmail, "tlsClientAuthSANEmail"), func(c *answer.Client) **string { return &c.TLSClientAuthSANEmail }),
		text(property(oauthclient.TLSClientAuthSANIP, "tlsClientAuthSANIP"), func(c *answer.Client) **string { return &c.TLSClientAuthSANIP }),
		text(property(oauthclient.TLSClientAuthSANURI, "tlsClientAuthSANURI"), func(c *answer.Client) **string { return &c.TLSClientAuthSANURI }),
		member{property: property(oauthclient.TLSClientCertificateBoundAccessTokens, "issueTLSClientCertificateBoundAccessTokens"), get: getBound, set: setBound},
	),
	hidden(pkceVersion, text(property(UsePKCE, "usePKCE"), func(c *answer.Client) **string { return &c.UsePKCE })),
)

func property(f oauthclient.Field, name string) oauthclient.Property {
	return oauthclient.Property{Field: f, Name: name}
}

// hidden are members that text answers have no place for.
func hidden(since string, members ...member) []member {
	for i := range members {
		members[i].textless, members[i].property.Since = true, since
	}
	return members
}

// word is a property that has no empty value: it can be left out, and not cleared.
func word(p oauthclient.Property, part func(*answer.Client) *string) member {
	return member{
		property: p,
		get: func(c *answer.Client) any {
			if shown := *part(c); shown != "" {
				return shown
			}
			return nil
		},
		set: func(c *answer.Client, value any) { *part(c), _ = value.(string) },
	}
}

func text(p oauthclient.Property, part func(*answer.Client) **string) member {
	return member{
		property: p,
		get: func(c *answer.Client) any {
			if shown := *part(c); shown != nil {
				return *shown
			}
			return nil
		},
		set: func(c *answer.Client, value any) {
			sent, _ := value.(string)
			*part(c) = &sent
		},
	}
}

func list(p oauthclient.Property, part func(*answer.Client) *[]string) member {
	return member{
		property: p,
		get: func(c *answer.Client) any {
			if shown := *part(c); shown != nil {
				return shown
			}
			return nil
		},
		set: func(c *answer.Client, value any) {
			sent, _ := value.([]string)
			*part(c) = append([]string{}, sent...)
		},
	}
}

// encode returns the body that sets the fields of c, and clears those in cleared.
func encode(c oauthclient.Client, cleared oauthclient.FieldSet) *answer.Client {
	body := &answer.Client{}
	for _, m := range members {
		if value, ok := c[m.property.Field]; ok {
			m.set(body, value)
		} else if cleared.Has(m.property.Field) {
			m.set(body, nil)
		}
	}
	return body
}

// A shown client is what the server shows of one: what [Driver.Fetch] returns.
type shown struct {
	*answer.Client
	// at is how the client was asked for.
	at handle
	// inText says that the answer is text, which has a place for some properties and shows those always. In JSON any
	// property may be left out, which says nothing about it.
	inText bool
	// listed is the client in the list of its domain, which is JSON also where a single client is shown in text. Nil when
	// that was not asked for, or not to be had.
	listed *answer.Client
}

// source returns the part of what is shown that has a place for a member.
func (s shown) source(m member) *answer.Client {
	if s.inText && m.textless {
		return s.listed
	}
	return s.Client
}

// value returns what is shown of a member: nil for none, and whether that means that there is none.
func (s shown) value(m member) (value any, silent bool) {
	source := s.source(m)
	if source == nil {
		return nil, true
	}
	inText := s.inText && !m.textless
	value = m.get(source)
	return value, value == nil && !inText && !slices.Contains(source.Null, m.property.Name)
}

// garbled returns a notice for each property that is shown in a form that nobody knows.
func (s shown) garbled() []oauthclient.Notice {
	var notices []oauthclient.Notice
	for _, m := range members {
		source := s.source(m)
		if source == nil || !slices.Contains(source.Garbled, m.property.Name) {
			continue
		}
		f := m.property.Field
		notices = append(notices, oauthclient.Notice{
			Field: f, Summary: f.String() + " is not understood",
			Detail: "The server's answer has a property \"" + m.property.Name + "\" of another form than is known. It is passed over.",
		})
	}
	return notices
}

// decode returns the client that is shown, with what the answers are silent on taken from known. The secret is what was
// shown: perhaps a mask or a hash.
func (s shown) decode(known oauthclient.Client) oauthclient.Client {
	c := oauthclient.Client{}
	for _, m := range members {
		value, silent := s.value(m)
		if silent {
			value = known[m.property.Field]
		}
		if value != nil {
			c[m.property.Field] = value
		}
	}
	if c[OldSecretRetentionTimeInDays] == int64(0) && known[OldSecretRetentionTimeInDays] == nil {
		// It has no other empty value to be cleared with.
		delete(c, OldSecretRetentionTimeInDays)
	}
	if s.UID != "" {
		c[UID] = s.UID
	}
	return s.at.identify(c)
}
