package oam

import (
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/answer"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A property is a property of OAM's Client, and the field that holds it.
type property struct {
	field oauthclient.Field
	// name is the property's name in the REST reference.
	name string
	// get returns the value that an answer shows; nil when it shows none.
	get func(c *answer.Client) any
	// set puts a value into a body; nil puts an explicit empty there, which clears the property.
	set func(c *answer.Client, value any)
}

// textual are the properties that text answers have a place for.
var textual = []property{
	word(oauthclient.ClientName, "name", func(c *answer.Client) *string { return &c.Name }),
	word(IdentityDomain, "idDomain", func(c *answer.Client) *string { return &c.IDDomain }),
	word(oauthclient.ClientID, "id", func(c *answer.Client) *string { return &c.ID }),
	text(oauthclient.ClientSecret, "secret", func(c *answer.Client) **string { return &c.Secret }),
	word(ClientType, "clientType", func(c *answer.Client) *string { return &c.ClientType }),
	text(Description, "description", func(c *answer.Client) **string { return &c.Description }),
	{oauthclient.GrantTypes, "grantTypes", getGrantTypes, setGrantTypes},
	list(oauthclient.Scopes, "scopes", func(c *answer.Client) *[]string { return &c.Scopes }),
	text(DefaultScope, "defaultScope", func(c *answer.Client) **string { return &c.DefaultScope }),
	{oauthclient.RedirectURIs, "redirectURIs", getRedirectURIs, setRedirectURIs},
	{Attributes, "attributes", getAttributes, setAttributes},
}

// textless are the properties that only JSON answers show.
var textless = []property{
	list(AccessTokenCustomClaims, "accessTokenCustomClaims", func(c *answer.Client) *[]string { return &c.AccessTokenCustomClaims }),
	list(IDTokenCustomClaims, "idTokenCustomClaims", func(c *answer.Client) *[]string { return &c.IDTokenCustomClaims }),
	list(UserInfoCustomClaims, "userInfoCustomClaims", func(c *answer.Client) *[]string { return &c.UserInfoCustomClaims }),
	{OldSecretRetentionTimeInDays, "oldSecretRetentionTimeInDays", getRetention, setRetention},
	text(oauthclient.TokenEndpointAuthMethod, "tokenEndpointAuthMethod", func(c *answer.Client) **string { return &c.TokenEndpointAuthMethod }),
	text(oauthclient.TLSClientAuthSubjectDN, "tlsClientAuthSubjectDN", func(c *answer.Client) **string { return &c.TLSClientAuthSubjectDN }),
	text(oauthclient.TLSClientAuthSANDNS, "tlsClientAuthSANDNS", func(c *answer.Client) **string { return &c.TLSClientAuthSANDNS }),
	text(oauthclient.TLSClientAuthSANEmail, "tlsClientAuthSANEmail", func(c *answer.Client) **string { return &c.TLSClientAuthSANEmail }),
	text(oauthclient.TLSClientAuthSANIP, "tlsClientAuthSANIP", func(c *answer.Client) **string { return &c.TLSClientAuthSANIP }),
	text(oauthclient.TLSClientAuthSANURI, "tlsClientAuthSANURI", func(c *answer.Client) **string { return &c.TLSClientAuthSANURI }),
	{oauthclient.TLSClientCertificateBoundAccessTokens, "issueTLSClientCertificateBoundAccessTokens", getBound, setBound},
	text(UsePKCE, "usePKCE", func(c *answer.Client) **string { return &c.UsePKCE }),
}

var (
	properties = slices.Concat(textual, textless)
	supported  = supportedFields()
)

func supportedFields() oauthclient.FieldSet {
	fields := oauthclient.FieldSet{}
	for _, p := range properties {
		fields.Add(p.field)
	}
	return fields
}

// word is a property that has no empty value: it can be left out, and not cleared.
func word(f oauthclient.Field, name string, member func(*answer.Client) *string) property {
	return property{
		f, name,
		func(c *answer.Client) any {
			if shown := *member(c); shown != "" {
				return shown
			}
			return nil
		},
		func(c *answer.Client, value any) { *member(c), _ = value.(string) },
	}
}

func text(f oauthclient.Field, name string, member func(*answer.Client) **string) property {
	return property{
		f, name,
		func(c *answer.Client) any {
			if shown := *member(c); shown != nil {
				return *shown
			}
			return nil
		},
		func(c *answer.Client, value any) {
			sent, _ := value.(string)
			*member(c) = &sent
		},
	}
}

func list(f oauthclient.Field, name string, member func(*answer.Client) *[]string) property {
	return property{
		f, name,
		func(c *answer.Client) any {
			if shown := *member(c); shown != nil {
				return shown
			}
			return nil
		},
		func(c *answer.Client, value any) {
			sent, _ := value.([]string)
			*member(c) = append([]string{}, sent...)
		},
	}
}

// encode returns the body that sets the fields of c, and clears those in cleared.
func encode(c oauthclient.Client, cleared ...oauthclient.Field) *answer.Client {
	body := &answer.Client{}
	for _, p := range properties {
		if value, ok := c[p.field]; ok {
			p.set(body, value)
		} else if slices.Contains(cleared, p.field) {
			p.set(body, nil)
		}
	}
	return body
}

// A shown client is what an answer shows.
type shown struct {
	*answer.Client
	// inText says that the answer is text, which has a place for some properties and shows those always. In JSON any
	// property may be left out, which says nothing about it.
	inText bool
}

// silentOn reports whether the answer says nothing about a property for which it has no value.
func (s shown) silentOn(p property) bool {
	if s.inText {
		return slices.ContainsFunc(textless, func(other property) bool { return other.field == p.field })
	}
	return !slices.Contains(s.Null, p.name)
}

// mayHaveSecret reports whether the client has a secret, shown in whatever form, or may have one.
func (s shown) mayHaveSecret() bool {
	switch {
	case s.Secret != nil:
		return *s.Secret != ""
	case s.inText:
		return false
	}
	return !slices.Contains(s.Null, "secret")
}

// decode returns the client that an answer shows, with what the answer is silent on taken from known. The secret is
// what was shown: perhaps a mask or a hash.
func (s shown) decode(known oauthclient.Client) oauthclient.Client {
	c := oauthclient.Client{}
	for _, p := range properties {
		value := p.get(s.Client)
		if value == nil && known[p.field] != nil && s.silentOn(p) {
			value = known[p.field]
		}
		if value != nil {
			c[p.field] = value
		}
	}
	if c[OldSecretRetentionTimeInDays] == int64(0) && known[OldSecretRetentionTimeInDays] == nil {
		// It has no other empty value to be cleared with.
		delete(c, OldSecretRetentionTimeInDays)
	}
	if s.UID != "" {
		c[UID] = s.UID
	}
	return c
}

// Supports returns what the REST reference has, and usePKCE.
func (*Backend) Supports() oauthclient.FieldSet { return supported }

// Fills returns what a client has without being asked: the identity domain and the client type that this driver sends
// then, and what the server makes.
func (b *Backend) Fills() map[oauthclient.Field]oauthclient.Fill {
	fills := map[oauthclient.Field]oauthclient.Fill{
		oauthclient.ClientID:     {},
		oauthclient.ClientSecret: {},
		UID:                      {},
		IdentityDomain:           {},
		ClientType:               {Default: confidential},
	}
	if b.domain != "" {
		fills[IdentityDomain] = oauthclient.Fill{Default: b.domain}
	}
	return fills
}

// Properties returns the documented properties of OAM's Client, each with the field that holds it.
func Properties() map[string]oauthclient.Field {
	byName := make(map[string]oauthclient.Field, len(properties))
	for _, p := range properties {
		byName[p.name] = p.field
	}
	return byName
}
