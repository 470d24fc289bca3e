package registration

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// serverMetadata is what is used of the metadata of an authorization server (RFC 8414 section 2, OpenID Connect Discovery
// section 3).
type serverMetadata struct {
	Issuer               string `json:"issuer"`
	RegistrationEndpoint string `json:"registration_endpoint"`
	TokenEndpoint        string `json:"token_endpoint"`
	// members is the whole document.
	members jsonwire.Object
}

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
func (d *Driver) metadata(ctx context.Context) (serverMetadata, error) {
	return d.discovery.get(ctx, d.discover)
}

// discover looks for the metadata at every address where specifications and servers put it. A document that names a
// registration endpoint is preferred.
func (d *Driver) discover(ctx context.Context) (serverMetadata, error) {
	var best *serverMetadata
	var problems []error
	for _, address := range metadataAddresses(d.issuer) {
		response, err := d.api.Do(ctx, httpapi.Request{URL: address})
		if err != nil {
			return serverMetadata{}, err
		}
		found, err := d.readMetadata(response)
		switch {
		case err != nil:
			problems = append(problems, err)
		case found.RegistrationEndpoint != "":
			return found, nil
		case best == nil:
			best = &found
		}
	}
	if best != nil {
		return *best, nil
	}
	return serverMetadata{}, &oauthclient.Error{
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

// metadataAddresses returns where the metadata of an issuer may be: RFC 8414 section 3.1, OpenID Connect Discovery section
// 4.1, and the two ways in which servers confuse them for an issuer with a path.
func metadataAddresses(issuer string) []string {
	u, err := url.Parse(issuer)
	if err != nil {
		return nil
	}
	origin, path := u.Scheme+"://"+u.Host, strings.TrimSuffix(u.EscapedPath(), "/")
	const oauth, openID = "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"
	addresses := []string{origin + oauth + path, origin + path + openID}
	if path != "" {
		addresses = append(addresses, origin+path+oauth, origin+openID+path)
	}
	return addresses
}

// readMetadata returns the metadata in an answer. RFC 8414 section 3.3 forbids to use those of another issuer; a slash at
// the end makes no other one here.
func (d *Driver) readMetadata(response *httpapi.Response) (serverMetadata, error) {
	var found serverMetadata
	if response.Status != http.StatusOK || !response.OK() {
		return found, response.Classify()
	}
	if err := errors.Join(response.Decode(&found), response.Decode(&found.members)); err != nil {
		return found, err
	}
	if strings.TrimSuffix(found.Issuer, "/") != strings.TrimSuffix(d.issuer, "/") {
		return found, &oauthclient.Error{
			Kind:    oauthclient.ErrUnavailable,
			Message: fmt.Sprintf("The document found names another issuer, %q, and must not be used (RFC 8414 section 3.3).", found.Issuer),
		}
	}
	return found, nil
}
