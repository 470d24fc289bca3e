package oamsim

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

func (s *Simulator) domainKind() *kind[message.IdentityDomain] {
	return &kind[message.IdentityDomain]{
		server: s, noun: "IdentityDomain", entity: message.EntityIdentityDomain,
		properties: []string{
			"name", "description", "identityProvider", "tokenSettings", "consentPageURL", "errorPageURL", "customAttrs",
			"oldSecretRetentionTimeInDays",
		},
		key:    func(d message.IdentityDomain) key { return key{name: d.Name} },
		id:     func(d message.IdentityDomain) string { return d.ID },
		uid:    func(d *message.IdentityDomain) *string { return &d.ID },
		accept: acceptDomain,
		kept: func(d message.IdentityDomain) message.IdentityDomain {
			return message.IdentityDomain{Name: d.Name, ID: d.ID}
		},
		shown:  func(d message.IdentityDomain, _ bool) message.IdentityDomain { return d },
		print:  message.PrintIdentityDomain,
		object: func(d message.IdentityDomain) any { return d },
		inUse: func(at key) bool {
			return slices.ContainsFunc(s.servers.rows, func(r *row[message.ResourceServer]) bool {
				return r.now != nil && r.key.domain == at.name
			}) || slices.ContainsFunc(s.clients.rows, func(r *row[message.Client]) bool {
				return r.now != nil && r.key.domain == at.name
			})
		},
	}
}

var tokenTypes = []string{"ACCESS_TOKEN", "AUTHZ_CODE", "SSO_LINK_TOKEN"}

// acceptDomain fills in what is documented to be filled in, and what was seen.
func acceptDomain(d message.IdentityDomain) (message.IdentityDomain, error) {
	if d.ID == "" {
		d.ID = randomHex()
	}
	defaults := message.DefaultIdentityDomain()
	for _, p := range []struct{ sent, filled **string }{
		{&d.IdentityProvider, &defaults.IdentityProvider}, {&d.ConsentPageURL, &defaults.ConsentPageURL}, {&d.ErrorPageURL, &defaults.ErrorPageURL},
	} {
		if *p.sent == nil {
			*p.sent = *p.filled
		}
	}
	if d.TokenSettings == nil {
		d.TokenSettings = defaults.TokenSettings
	}
	for _, t := range d.TokenSettings {
		if !slices.Contains(tokenTypes, t.TokenType) {
			return d, fmt.Errorf("invalid tokenType %q", t.TokenType)
		}
	}
	return d, nil
}

func (s *Simulator) serverKind() *kind[message.ResourceServer] {
	return &kind[message.ResourceServer]{
		server: s, noun: "ResourceServer", entity: message.EntityResourceServer, scoped: true,
		properties: []string{"name", "idDomain", "description", "scopes", "tokenAttributes", "audienceClaim"},
		key:        func(r message.ResourceServer) key { return key{r.IDDomain, r.Name} },
		id:         func(r message.ResourceServer) string { return r.ID },
		uid:        func(r *message.ResourceServer) *string { return &r.ID },
		accept:     acceptServer,
		kept: func(r message.ResourceServer) message.ResourceServer {
			return message.ResourceServer{Name: r.Name, ID: r.ID, IDDomain: r.IDDomain}
		},
		shown: func(r message.ResourceServer, _ bool) message.ResourceServer {
			r.Scopes, r.TokenAttributes = notNil(r.Scopes), notNil(r.TokenAttributes)
			return r
		},
		print: message.PrintResourceServer,
		object: func(r message.ResourceServer) any {
			object := membersOf(r)
			object["resourceServerId"] = sim.Encode(r.ID)
			return object
		},
		inUse: s.hasClients,
	}
}

// acceptServer adds the scope that every resource server has.
func acceptServer(r message.ResourceServer) (message.ResourceServer, error) {
	if r.ID == "" {
		r.ID = uuid.NewString()
	}
	const name = "DefaultScope"
	if !slices.ContainsFunc(r.Scopes, func(s message.Scope) bool { return s.ScopeName == name }) {
		r.Scopes = append(r.Scopes, message.Scope{ScopeName: name, Description: name})
	}
	return r, acceptAttributes(r.TokenAttributes)
}

// hasClients tells whether a client has a scope of the resource server.
func (s *Simulator) hasClients(server key) bool {
	return slices.ContainsFunc(s.clients.rows, func(r *row[message.Client]) bool {
		return r.now != nil && slices.ContainsFunc(r.now.Scopes, func(scope string) bool {
			owner, ok := s.owner(r.key.domain, scope)
			return ok && key{owner.IDDomain, owner.Name} == server
		})
	})
}
