package oamsim

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// mask is what a masked secret looks like.
const mask = "******"

// confidential is the client type of clients that have a secret, and of those that name none.
const confidential = "CONFIDENTIAL_CLIENT"

var (
	clientTypes    = []string{confidential, "PUBLIC_CLIENT", "MOBILE_CLIENT"}
	grantTypes     = []string{"PASSWORD", "REFRESH_TOKEN", "JWT_BEARER", "CLIENT_CREDENTIALS", "AUTHORIZATION_CODE", "TOKEN_EXCHANGE"}
	attributeTypes = []string{"STATIC", "DYNAMIC"}
)

func (s *Simulator) clientKind() *kind[message.Client] {
	return &kind[message.Client]{
		server: s, noun: "Client", entity: message.EntityClient, scoped: true, listed: true,
		properties: []string{
			"name", "idDomain", "id", "secret", "clientType", "description", "grantTypes", "scopes", "defaultScope",
			"redirectURIs", "attributes", "accessTokenCustomClaims", "idTokenCustomClaims", "userInfoCustomClaims",
			"oldSecretRetentionTimeInDays", "tokenEndpointAuthMethod", "tlsClientAuthSubjectDN", "tlsClientAuthSANDNS",
			"tlsClientAuthSANEmail", "tlsClientAuthSANIP", "tlsClientAuthSANURI",
			"issueTLSClientCertificateBoundAccessTokens", "usePKCE",
		},
		key:    func(c message.Client) key { return key{c.IDDomain, c.Name} },
		id:     func(c message.Client) string { return c.ID },
		uid:    func(c *message.Client) *string { return &c.UID },
		accept: s.acceptClient,
		kept: func(c message.Client) message.Client {
			return message.Client{UID: c.UID, Name: c.Name, IDDomain: c.IDDomain, ID: c.ID, Secret: c.Secret}
		},
		shown:  s.shownClient,
		print:  s.printClient,
		object: s.clientObject,

		replaced: s.retainSecret,
		inUse:    func(key) bool { return false },
	}
}

func (s *Simulator) acceptClient(c message.Client) (message.Client, error) {
	if c.UID == "" {
		c.UID = uuid.NewString()
	}
	if c.ID == "" {
		c.ID = randomHex()
	}
	if c.ClientType == "" {
		c.ClientType = confidential
	}
	if c.ClientType == confidential && (c.Secret == nil || *c.Secret == "") {
		c.Secret = new(randomHex())
	}
	if !slices.Contains(clientTypes, c.ClientType) {
		return c, fmt.Errorf("invalid clientType %q", c.ClientType)
	}
	for _, grantType := range c.GrantTypes {
		if !slices.Contains(grantTypes, grantType) {
			return c, fmt.Errorf("invalid grantType %q", grantType)
		}
	}
	for _, scope := range c.Scopes {
		if _, ok := s.owner(c.IDDomain, scope); !ok {
			return c, fmt.Errorf("invalid scope %q", scope)
		}
	}
	for i := range c.RedirectURIs {
		c.RedirectURIs[i].IsHTTPS = true // a real server answered true where it was sent false
	}
	return c, acceptAttributes(c.Attributes)
}

// retainSecret keeps the previous secret of a client working for as long as the client says.
func (s *Simulator) retainSecret(old, stored message.Client) {
	days := stored.OldSecretRetentionTimeInDays
	if days == nil || old.Secret == nil || stored.Secret == nil || *old.Secret == *stored.Secret {
		return
	}
	s.retained[stored.UID] = retainedSecret{Secret: *old.Secret, Until: s.opts.Now().AddDate(0, 0, int(*days))}
}

// acceptAttributes turns the types of attributes to upper case.
func acceptAttributes(attributes []message.Attribute) error {
	for i, a := range attributes {
		attributes[i].AttrType = strings.ToUpper(a.AttrType)
		if !slices.Contains(attributeTypes, attributes[i].AttrType) {
			return fmt.Errorf("invalid attrType %q", a.AttrType)
		}
	}
	return nil
}

// owner returns the resource server that a scope of a client belongs to.
func (s *Simulator) owner(domain, scope string) (message.ResourceServer, bool) {
	for _, row := range s.servers.rows {
		if row.now == nil || row.key.domain != domain {
			continue
		}
		name, ok := strings.CutPrefix(scope, row.key.name+".")
		if ok && slices.ContainsFunc(row.now.Scopes, func(s message.Scope) bool { return s.ScopeName == name }) {
			return *row.now, true
		}
	}
	return message.ResourceServer{}, false
}

// shownClient adds the token attributes of the client's resource servers and conceals the secret.
func (s *Simulator) shownClient(c message.Client, created bool) message.Client {
	c.GrantTypes, c.Scopes, c.RedirectURIs = notNil(c.GrantTypes), notNil(c.Scopes), notNil(c.RedirectURIs)
	c.Attributes = slices.Clone(notNil(c.Attributes))
	for _, a := range s.tokenAttributes(c) {
		if s.opts.RepeatAttributes {
			c.Attributes = append(c.Attributes, a, a)
		} else if !slices.Contains(c.Attributes, a) {
			c.Attributes = append(c.Attributes, a)
		}
	}
	if s.opts.UnknownPairs {
		c.Unknown = map[string]string{"createdBy": s.opts.Username, "tags": "[a = b, c]"}
	}
	if c.Secret != nil && !created {
		c.Secret = new(s.concealed(*c.Secret))
	}
	return c
}

// tokenAttributes returns the attributes of the resource servers of a client's scopes.
func (s *Simulator) tokenAttributes(c message.Client) []message.Attribute {
	var attributes []message.Attribute
	var owners []string
	for _, scope := range c.Scopes {
		owner, ok := s.owner(c.IDDomain, scope)
		if ok && !slices.Contains(owners, owner.Name) {
			owners = append(owners, owner.Name)
			attributes = append(attributes, owner.TokenAttributes...)
		}
	}
	return attributes
}

func (s *Simulator) concealed(secret string) string {
	switch s.opts.Secret {
	case SecretHashed:
		sum := sha256.Sum256([]byte(secret))
		secret = base64.StdEncoding.EncodeToString(sum[:])
	case SecretMasked:
		secret = mask
	}
	return secret
}

// printClient prints the empty element by way of the secret in front of it.
func (s *Simulator) printClient(verb string, c message.Client) string {
	if s.opts.EmptyElement && verb != message.Created && c.Secret != nil {
		c.Secret = new(*c.Secret + ", ")
	}
	return message.Print(verb, c)
}

// clientObject is a client in JSON: the domain under its other name, and no uid, which only text shows.
func (s *Simulator) clientObject(c message.Client) any {
	object := membersOf(c)
	object["identityDomain"] = object["idDomain"]
	delete(object, "idDomain")
	if bound := c.IssueTLSClientCertificateBoundAccessTokens; bound != nil && s.opts.JSONBoolean {
		object["issueTLSClientCertificateBoundAccessTokens"] = sim.Encode(bool(*bound))
	}
	for name, value := range c.Unknown {
		object[name] = sim.Encode(value)
	}
	return object
}

// notNil turns nil into empty: real servers print [] for a list that was never set.
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
