package oam

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A handle addresses a client: by its name in an identity domain or, when the name is not known, by its client_id.
type handle struct{ domain, name, clientID string }

// idPrefix marks an ID of the form <identity domain>/id=<client_id>. No name that this driver accepts begins with it.
const idPrefix = "id="

// handleOf returns the handle of a known client.
func (b *Backend) handleOf(known oauthclient.Client) (handle, error) {
	id := known.Text(oauthclient.ID)
	if id == "" {
		return b.handleOfClientID(known)
	}
	domain, name, _ := strings.Cut(id, "/")
	at := handle{domain: domain, name: name}
	if clientID, ok := strings.CutPrefix(name, idPrefix); ok {
		at.name, at.clientID = "", clientID
	}
	if domain == "" || at.name == "" && at.clientID == "" {
		return handle{}, &oauthclient.Error{
			Kind: oauthclient.ErrInvalid, Field: oauthclient.ID,
			Message: fmt.Sprintf("%q does not name a client of Oracle Access Manager.", id),
			Advice:  "Write <identity domain>/<name> or <identity domain>/id=<client_id>.",
		}
	}
	return at, nil
}

func (b *Backend) handleOfClientID(known oauthclient.Client) (handle, error) {
	at := handle{domain: b.domainOf(known), clientID: known.Text(oauthclient.ClientID)}
	if at.domain == "" {
		return handle{}, &oauthclient.Error{
			Kind: oauthclient.ErrInvalid, Field: oauthclient.ClientID,
			Message: "A client of Oracle Access Manager can be found by its client_id in one identity domain only.",
			Advice: "Set oam.identity_domain in the provider configuration, or look for the id <identity domain>/id=" +
				at.clientID + " instead.",
		}
	}
	return at, nil
}

// placeOf returns the handle that a new client will have.
func (b *Backend) placeOf(desired oauthclient.Client) (handle, error) {
	at := handle{domain: b.domainOf(desired), name: desired.Text(oauthclient.ClientName)}
	if at.domain == "" {
		return handle{}, noDomain(IdentityDomain)
	}
	return at, nil
}

// domainOf returns the identity domain that a configuration asks for, "" when it does not and there is no default.
func (b *Backend) domainOf(desired oauthclient.Client) string {
	if desired.Has(IdentityDomain) {
		return desired.Text(IdentityDomain)
	}
	return b.domain
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

// identify returns a client with the fields that name it.
func (*Backend) identify(at handle, c oauthclient.Client) oauthclient.Client {
	if at.name == "" {
		at.name = c.Text(oauthclient.ClientName)
	}
	c = c.With(oauthclient.ID, at.id())
	c[oauthclient.ClientName] = at.name
	c[IdentityDomain] = at.domain
	return c
}

// newClientID makes up a client_id as OAM does: 32 hexadecimal digits in lower case.
func newClientID() string {
	digits := make([]byte, 16)
	_, _ = rand.Read(digits) // never fails
	return hex.EncodeToString(digits)
}
