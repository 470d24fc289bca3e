// Package discovery is about the metadata by which an authorization server says what it has (RFC 8414, OpenID Connect
// Discovery): where they are, and which document may be used.
package discovery

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Addresses are where the metadata of an issuer may be.
type Addresses struct {
	// OAuth is that of RFC 8414 section 3.1, and OpenID that of OpenID Connect Discovery section 4.1, which most servers have.
	OAuth, OpenID string
	// Confused are those of servers that confuse the two for an issuer with a path.
	Confused []string
}

// AddressesOf returns where the metadata of an issuer may be.
func AddressesOf(issuer string) (Addresses, error) {
	u, err := url.Parse(issuer)
	if err != nil {
		return Addresses{}, err
	}
	origin, path := u.Scheme+"://"+u.Host, strings.TrimSuffix(u.EscapedPath(), "/")
	const oauth, openID = "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"
	addresses := Addresses{OAuth: origin + oauth + path, OpenID: origin + path + openID}
	if path != "" {
		addresses.Confused = []string{origin + path + oauth, origin + openID + path}
	}
	return addresses, nil
}

// Metadata is what is used of the metadata of a server.
type Metadata struct {
	Issuer               string   `json:"issuer"`
	RegistrationEndpoint string   `json:"registration_endpoint"`
	TokenEndpoint        string   `json:"token_endpoint"`
	AuthMethods          []string `json:"token_endpoint_auth_methods_supported"`
	// Members is the whole document.
	Members map[string]json.RawMessage `json:"-"`
}

// Read returns the metadata in an answer. RFC 8414 section 3.3 forbids to use those of another issuer; a slash at the end makes
// no other one here.
func Read(response *httpapi.Response, issuer string) (Metadata, *oauthclient.Error) {
	var found Metadata
	if response.Status != http.StatusOK || !response.OK() || response.Decode(&found) != nil || response.Decode(&found.Members) != nil {
		return found, response.Classify()
	}
	if strings.TrimSuffix(found.Issuer, "/") != strings.TrimSuffix(issuer, "/") {
		return found, &oauthclient.Error{
			Kind:    oauthclient.ErrUnavailable,
			Message: fmt.Sprintf("The document found names another issuer, %q, and must not be used (RFC 8414 section 3.3).", found.Issuer),
		}
	}
	return found, nil
}
