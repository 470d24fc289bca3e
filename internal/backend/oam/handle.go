package oam

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A handle addresses a client: by its name in an identity domain or, when the name is not known, by its client_id.
type handle struct{ domain, name, clientID string }

// idPrefix marks an ID of the form <identity domain>/id=<client_id>. No name that this driver accepts begins with it.
const idPrefix = "id="

// handleOf returns the handle of a known client.
func (d Defaults) handleOf(known oauthclient.Client) (handle, error) {
	id := known.Text(oauthclient.ID)
	if id == "" {
		return d.handleOfClientID(known)
	}
	domain, name, isWhole := strings.Cut(id, "/")
	if !isWhole {
		return handle{}, notAnID(id, "it has no \"/\"")
	}
	at := handle{domain: domain, name: name}
	if clientID, ok := strings.CutPrefix(name, idPrefix); ok {
		at.name, at.clientID, name = "", clientID, clientID
	}
	for _, err := range []error{CheckDomain(domain), CheckName(name)} {
		if err != nil {
			return handle{}, notAnID(id, err.Error())
		}
	}
	return at, nil
}

func notAnID(id, reason string) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrInvalid, Field: oauthclient.ID,
		Message: fmt.Sprintf("%q does not name a client of Oracle Access Manager: %s.", id, reason),
		Advice:  "Write <identity domain>/<name> or <identity domain>/id=<client_id>.",
	}
}

func (d Defaults) handleOfClientID(known oauthclient.Client) (handle, error) {
	at := handle{domain: d.domainOf(known), clientID: known.Text(oauthclient.ClientID)}
	if at.domain == "" {
		return handle{}, &oauthclient.Error{
			Kind: oauthclient.ErrInvalid, Field: oauthclient.ClientID,
			Message: "A client of Oracle Access Manager can be found by its client_id in one identity domain only.",
			Advice: "Set oam.identity_domain in the provider configuration, or look for the id <identity domain>/id=" +
				at.clientID + " instead.",
		}
	}
	if err := CheckName(at.clientID); err != nil {
		return handle{}, oauthclient.Invalid(oauthclient.ClientID, "%q does not name a client of Oracle Access Manager: %v.", at.clientID, err)
	}
	return at, nil
}

// placeOf returns the handle that a new client will have.
func (d Defaults) placeOf(desired oauthclient.Client) (handle, error) {
	at := handle{domain: d.domainOf(desired), name: desired.Text(oauthclient.ClientName)}
	if at.domain == "" {
		return handle{}, noDomain(IdentityDomain)
	}
	return at, nil
}

func (at handle) id() string { return at.domain + "/" + at.name }

func (at handle) query() url.Values {
	query := url.Values{"identityDomainName": {at.domain}}
	if at.name != "" {
		query.Set("name", at.name)
	} else {
		query.Set("id", at.clientID)
	}
	return query
}

func (at handle) String() string {
	if at.name != "" {
		return fmt.Sprintf("the name %q in the identity domain %q", at.name, at.domain)
	}
	return fmt.Sprintf("the client_id %q in the identity domain %q", at.clientID, at.domain)
}

func (at handle) notFound() error {
	return &oauthclient.Error{Kind: oauthclient.ErrNotFound, Message: fmt.Sprintf("OAM has no client with %s.", at)}
}

// isOf reports whether an answer is about the client that was asked for. An answer that does not show something says
// nothing about it.
func (at handle) isOf(c *message.Client) bool {
	same := func(asked, answered string) bool { return asked == "" || answered == "" || asked == answered }
	return same(at.domain, c.IDDomain) && same(at.name, c.Name) && same(at.clientID, c.ID)
}

// identify returns a client with the fields that name it.
func (at handle) identify(c oauthclient.Client) oauthclient.Client {
	if at.name == "" {
		at.name = c.Text(oauthclient.ClientName)
	}
	c = c.With(oauthclient.ID, at.id())
	c[oauthclient.ClientName] = at.name
	c[IdentityDomain] = at.domain
	return c
}

// noDomain says that an identity domain is missing.
func noDomain(f oauthclient.Field) *oauthclient.Error {
	problem := oauthclient.Invalid(f, "An identity domain is needed.")
	problem.Advice = fmt.Sprintf("Set %s here, or identity_domain in the %s block of the provider configuration.", f, Name)
	return problem
}
