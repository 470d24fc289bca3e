package oam

import (
	"context"
	"net/url"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/answer"
)

func (d *Driver) identityDomain(name string) sibling[answer.IdentityDomain] {
	return sibling[answer.IdentityDomain]{
		driver: d, what: "identity domain", id: name, endpoint: identityDomains,
		query: url.Values{"name": {name}},
		read:  readIdentityDomain,
		has: func(shown, sent answer.IdentityDomain) bool {
			return sameText(shown.Description, sent.Description)
		},
	}
}

// readIdentityDomain returns what an answer shows. Text shows an absent description as such, JSON may leave out anything.
func readIdentityDomain(body []byte) (*answer.IdentityDomain, error) {
	a, err := answer.ParseIdentityDomain(onlyElement(body))
	if err != nil && !answer.IsSuccess(body) {
		return nil, err
	}
	d := a.IdentityDomain
	if d == nil {
		return &answer.IdentityDomain{}, nil // it exists; how text shows it is not documented
	}
	if a.Verb != "" && d.Description == nil {
		d.Description = new("")
	}
	return d, nil
}

// CreateIdentityDomain makes an identity domain and returns it as the server shows it, also together with an error once
// the server has said that it was made. A nil description in the result means that the server does not say. Errors are
// those of [Backend.Create].
func (d *Driver) CreateIdentityDomain(ctx context.Context, domain answer.IdentityDomain) (*answer.IdentityDomain, error) {
	return d.identityDomain(domain.Name).create(ctx, domain)
}

// ReadIdentityDomain returns an identity domain by its name. ErrNotFound means that the API said that there is none.
func (d *Driver) ReadIdentityDomain(ctx context.Context, name string) (*answer.IdentityDomain, error) {
	return d.identityDomain(name).get(ctx)
}

// UpdateIdentityDomain gives an identity domain another description; an empty one clears it.
func (d *Driver) UpdateIdentityDomain(ctx context.Context, domain answer.IdentityDomain) (*answer.IdentityDomain, error) {
	return d.identityDomain(domain.Name).update(ctx, domain)
}

// DeleteIdentityDomain removes an identity domain. That it is gone already is no error; that it is in use is one.
func (d *Driver) DeleteIdentityDomain(ctx context.Context, name string) error {
	return d.identityDomain(name).remove(ctx)
}

// sameText compares a text that is shown with the one that was sent, as far as there are both.
func sameText(shown, sent *string) bool {
	return shown == nil || sent == nil || *shown == *sent
}
