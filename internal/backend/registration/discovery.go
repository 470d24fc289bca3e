package registration

import (
	"context"
	"errors"
	"fmt"

	"github.com/oauth-clients/terraform-provider-oauth/internal/discovery"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// endpoint returns the registration endpoint.
func (d *Driver) endpoint(ctx context.Context) (string, error) {
	if d.endpointURL != "" {
		return d.endpointURL, nil
	}
	metadata, err := d.metadata(ctx)
	if err != nil {
		return "", err
	}
	if metadata.RegistrationEndpoint == "" {
		return "", &oauthclient.Error{
			Kind:    oauthclient.ErrUnavailable,
			Message: fmt.Sprintf("The metadata of the issuer %s names no registration_endpoint.", d.issuer),
			Advice:  "Switch dynamic client registration on, or set registration.registration_endpoint where the server has it and does not say so.",
		}
	}
	return metadata.RegistrationEndpoint, nil
}

// metadata returns the metadata of the issuer, which is looked up once.
func (d *Driver) metadata(ctx context.Context) (discovery.Metadata, error) {
	return d.discovery.get(ctx, d.discover)
}

// discover looks for the metadata at every address where specifications and servers put it. A document that names a
// registration endpoint is preferred.
func (d *Driver) discover(ctx context.Context) (discovery.Metadata, error) {
	at, err := discovery.AddressesOf(d.issuer)
	if err != nil {
		return discovery.Metadata{}, err
	}
	var best *discovery.Metadata
	var problems []error
	for _, address := range append([]string{at.OAuth, at.OpenID}, at.Confused...) {
		response, err := d.api.Do(ctx, httpapi.Request{URL: address})
		if err != nil {
			return discovery.Metadata{}, err
		}
		found, problem := discovery.Read(response, d.issuer)
		switch {
		case problem != nil:
			problems = append(problems, problem)
		case found.RegistrationEndpoint != "":
			return found, nil
		case best == nil:
			best = &found
		}
	}
	if best != nil {
		return *best, nil
	}
	return discovery.Metadata{}, &oauthclient.Error{
		Kind: kindOf(problems), Err: errors.Join(problems...),
		Message: fmt.Sprintf("The metadata of the issuer %s cannot be read (RFC 8414, OpenID Connect Discovery).", d.issuer),
		Advice:  "Check registration.issuer; where the server has no metadata, set registration.registration_endpoint instead.",
	}
}

// kindOf returns ErrDenied when any of the problems is one, so that a gateway that denies everything is called so.
func kindOf(problems []error) error {
	for _, problem := range problems {
		if errors.Is(problem, oauthclient.ErrDenied) {
			return oauthclient.ErrDenied
		}
	}
	return oauthclient.ErrUnavailable
}
