package oam

import (
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// An entity is what the API manages, as it is sent and shown.
type entity interface {
	message.Client | message.IdentityDomain | message.ResourceServer
	Said() message.Remarks
}

// A member is a property of an entity, with the field that holds it and all that is known of it.
type member[T entity] struct {
	property oauthclient.Property
	// textless says that text answers have no place for it.
	textless bool
	// get returns the value that an answer shows; nil when it shows none.
	get func(e *T) any
	// set puts a value into a body; nil puts there what clears the property.
	set func(e *T, value any)
}

// The versions that brought what 12.2.1.3 does not have.
const (
	version12214 = "12.2.1.4"
	// pkceVersion is the bundle patch that brought PKCE.
	pkceVersion = "12.2.1.4.201201"
)

// clientMembers are the properties of the REST reference, and usePKCE. The client type is sent when none is configured.
var clientMembers = slices.Concat(
	[]member[message.Client]{
		word(property(oauthclient.ClientName, "name"), func(c *message.Client) *string { return &c.Name }),
		word(property(IdentityDomain, "idDomain"), func(c *message.Client) *string { return &c.IDDomain }),
		word(oauthclient.Property{Field: oauthclient.ClientID, Name: "id", Behaviour: oauthclient.Stamped}, func(c *message.Client) *string { return &c.ID }),
		text(oauthclient.Property{Field: oauthclient.ClientSecret, Name: "secret", Behaviour: oauthclient.Stamped}, func(c *message.Client) **string { return &c.Secret }),
		word(oauthclient.Property{Field: ClientType, Name: "clientType", Behaviour: oauthclient.Fixed, Default: confidential}, func(c *message.Client) *string { return &c.ClientType }),
		text(property(Description, "description"), func(c *message.Client) **string { return &c.Description }),
		{
			property: oauthclient.Property{Field: oauthclient.GrantTypes, Name: "grantTypes", Values: registeredNames()},
			get:      getGrantTypes, set: setGrantTypes,
		},
		list(property(oauthclient.Scopes, "scopes"), func(c *message.Client) *[]string { return &c.Scopes }),
		text(property(DefaultScope, "defaultScope"), func(c *message.Client) **string { return &c.DefaultScope }),
		{property: property(oauthclient.RedirectURIs, "redirectURIs"), get: getRedirectURIs, set: setRedirectURIs},
		{property: property(Attributes, "attributes"), get: getAttributes, set: setAttributes},
	},
	hidden(version12214,
		list(property(AccessTokenCustomClaims, "accessTokenCustomClaims"), func(c *message.Client) *[]string { return &c.AccessTokenCustomClaims }),
		list(property(IDTokenCustomClaims, "idTokenCustomClaims"), func(c *message.Client) *[]string { return &c.IDTokenCustomClaims }),
		list(property(UserInfoCustomClaims, "userInfoCustomClaims"), func(c *message.Client) *[]string { return &c.UserInfoCustomClaims }),
		count(property(OldSecretRetentionTimeInDays, "oldSecretRetentionTimeInDays"), func(c *message.Client) **int64 { return &c.OldSecretRetentionTimeInDays }),
		// Its default is not documented. It is taken to be that of RFC 7591, which alone needs no key and no certificate, and is
		// not sent: a client that was made without a method may have none.
		with("client_secret_basic", text(oauthclient.Property{
			Field: oauthclient.TokenEndpointAuthMethod, Name: "tokenEndpointAuthMethod",
			Values:  []string{"client_secret_basic", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"},
			Instead: map[string]string{"none": "A client without a secret is known by its type: leave token_endpoint_auth_method out and set oam.client_type to \"" + public + "\"."},
		}, func(c *message.Client) **string { return &c.TokenEndpointAuthMethod })),
		text(property(oauthclient.TLSClientAuthSubjectDN, "tlsClientAuthSubjectDN"), func(c *message.Client) **string { return &c.TLSClientAuthSubjectDN }),
		text(property(oauthclient.TLSClientAuthSANDNS, "tlsClientAuthSANDNS"), func(c *message.Client) **string { return &c.TLSClientAuthSANDNS }),
		text(property(oauthclient.TLSClientAuthSANEmail, "tlsClientAuthSANEmail"), func(c *message.Client) **string { return &c.TLSClientAuthSANEmail }),
		text(property(oauthclient.TLSClientAuthSANIP, "tlsClientAuthSANIP"), func(c *message.Client) **string { return &c.TLSClientAuthSANIP }),
		text(property(oauthclient.TLSClientAuthSANURI, "tlsClientAuthSANURI"), func(c *message.Client) **string { return &c.TLSClientAuthSANURI }),
		member[message.Client]{property: property(oauthclient.TLSClientCertificateBoundAccessTokens, "issueTLSClientCertificateBoundAccessTokens"), get: getBound, set: setBound},
	),
	// No document says what a client has that was made without it.
	hidden(pkceVersion, text(oauthclient.Property{Field: UsePKCE, Name: "usePKCE", Behaviour: oauthclient.Stamped}, func(c *message.Client) **string { return &c.UsePKCE })),
)

func property(f oauthclient.Field, name string) oauthclient.Property {
	return oauthclient.Property{Field: f, Name: name}
}

// with is a member whose default servers may show, and are not sent.
func with[T entity](shown any, m member[T]) member[T] {
	m.property.Behaviour, m.property.Default = oauthclient.Fixed, shown
	return m
}

// hidden are members that text answers have no place for.
func hidden[T entity](since string, members ...member[T]) []member[T] {
	for i := range members {
		members[i].textless, members[i].property.Since = true, since
	}
	return members
}

// propertiesOf returns what is known of each field. The identity domain is sent when it is not configured.
func propertiesOf[T entity](members []member[T], domain oauthclient.Field, defaults Defaults) []oauthclient.Property {
	known := make([]oauthclient.Property, len(members))
	for i, m := range members {
		known[i] = m.property
		if m.property.Field == domain && defaults.IdentityDomain != "" {
			known[i].Behaviour, known[i].Default = oauthclient.Fixed, defaults.IdentityDomain
		}
	}
	return known
}

// word is a property that has no empty value: it can be left out, and not cleared.
func word[T entity](p oauthclient.Property, part func(*T) *string) member[T] {
	return member[T]{
		property: p,
		get: func(e *T) any {
			if shown := *part(e); shown != "" {
				return shown
			}
			return nil
		},
		set: func(e *T, value any) { *part(e), _ = value.(string) },
	}
}

// text is a property that is cleared by its default, which is empty where none is known.
func text[T entity](p oauthclient.Property, part func(*T) **string) member[T] {
	return member[T]{
		property: p,
		get:      func(e *T) any { return valueOf(*part(e)) },
		set: func(e *T, value any) {
			sent, ok := value.(string)
			if !ok {
				sent, _ = p.Default.(string)
			}
			*part(e) = &sent
		},
	}
}

func list[T entity](p oauthclient.Property, part func(*T) *[]string) member[T] {
	return member[T]{
		property: p,
		get: func(e *T) any {
			if shown := *part(e); shown != nil {
				return shown
			}
			return nil
		},
		set: func(e *T, value any) {
			sent, _ := value.([]string)
			*part(e) = append([]string{}, sent...)
		},
	}
}

// count is a number, which is cleared by 0.
func count[T entity](p oauthclient.Property, part func(*T) **int64) member[T] {
	return member[T]{
		property: p,
		get:      func(e *T) any { return valueOf(*part(e)) },
		set: func(e *T, value any) {
			sent, _ := value.(int64)
			*part(e) = &sent
		},
	}
}

// valueOf returns what a pointer points to, nil for none.
func valueOf[V any](shown *V) any {
	if shown == nil {
		return nil
	}
	return *shown
}

// encode returns the body that sets the fields of c, and clears those in cleared.
func encode[T entity](members []member[T], c oauthclient.Client, cleared oauthclient.FieldSet) *T {
	body := new(T)
	for _, m := range members {
		if value, ok := c[m.property.Field]; ok {
			m.set(body, value)
		} else if cleared.Has(m.property.Field) {
			m.set(body, nil)
		}
	}
	return body
}

// A shown entity is what the server shows of one: what the Fetch of a driver returns.
type shown[T entity] struct {
	// at is how it was asked for.
	at handle
	// entity is what the answer shows. Nil when it says no more than that there is one.
	entity *T
	// inText says that the answer is text, which has a place for some properties and shows those always. In JSON any
	// property may be left out, which says nothing about it.
	inText bool
	// fromList says that the entity is an element of a list, which may show less than the answer for a single one.
	fromList bool
	// listed is a client in the list of its domain, which is JSON also where a single client is shown in text. Nil when that
	// was not asked for, or not to be had.
	listed *T
}

// source returns the part of what is shown that has a place for a member, nil when there is none.
func (s shown[T]) source(m member[T]) *T {
	if s.inText && m.textless {
		return s.listed
	}
	return s.entity
}

// value returns what is shown of a member, nil for none, and whether that says nothing about it.
func (s shown[T]) value(m member[T]) (value any, silent bool) {
	source := s.source(m)
	if source == nil {
		return nil, true
	}
	if value = m.get(source); value != nil {
		return value, false
	}
	said, name := (*source).Said(), m.property.Name
	if s.inText && !m.textless {
		return nil, slices.Contains(said.Garbled, name)
	}
	return nil, !slices.Contains(said.Null, name)
}

// silentOn reports whether nothing is said of a field that known has, apart from the secret.
func (s shown[T]) silentOn(members []member[T], known oauthclient.Client) bool {
	return slices.ContainsFunc(members, func(m member[T]) bool {
		_, silent := s.value(m)
		f := m.property.Field
		return silent && f != oauthclient.ClientSecret && known.Has(f)
	})
}

// decode returns the fields that are shown, with what the answers are silent on taken from known.
func (s shown[T]) decode(members []member[T], known oauthclient.Client) oauthclient.Client {
	c := oauthclient.Client{}
	for _, m := range members {
		f := m.property.Field
		value, silent := s.value(m)
		if silent {
			value = known[f]
		}
		// A number has no other empty value to be cleared with.
		if cleared := value == int64(0) && known[f] == nil; value != nil && !cleared {
			c[f] = value
		}
	}
	return c
}

// garbled returns a notice for each property that is shown in a form that nobody knows.
func (s shown[T]) garbled(members []member[T]) []oauthclient.Notice {
	var notices []oauthclient.Notice
	for _, m := range members {
		source := s.source(m)
		if source == nil || !slices.Contains((*source).Said().Garbled, m.property.Name) {
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
