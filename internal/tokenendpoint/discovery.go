package tokenendpoint

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// metadata is what is used of the metadata of an authorization server (RFC 8414 section 2).
type metadata struct {
	Issuer        string   `json:"issuer"`
	TokenEndpoint string   `json:"token_endpoint"`
	AuthMethods   []string `json:"token_endpoint_auth_methods_supported"`
}

// discover returns the first document about the issuer that names a token endpoint.
func (e *Endpoint) discover(ctx context.Context, issuer string) (metadata, error) {
	var problems []error
	var texts []string
	for _, address := range metadataAddresses(issuer) {
		response, err := e.api.Do(ctx, httpapi.Request{URL: address})
		if err != nil {
			return metadata{}, failed(SettingIssuer, err)
		}
		found, problem := readMetadata(response, issuer)
		if problem == nil {
			return found, nil
		}
		problems, texts = append(problems, problem), append(texts, problem.Message)
	}
	return metadata{}, &Error{
		Setting: SettingIssuer, Err: errors.Join(problems...),
		Message: fmt.Sprintf("No metadata of the issuer %q that names a token endpoint was found (RFC 8414, OpenID Connect Discovery). %s", issuer, strings.Join(texts, " ")),
		Advice:  "Check issuer, or set token_url instead.",
	}
}

// metadataAddresses returns where the metadata of an issuer is: OpenID Connect Discovery section 4, which most servers
// have, and RFC 8414 section 3.1.
func metadataAddresses(issuer string) []string {
	u, err := url.Parse(issuer)
	if err != nil {
		return nil
	}
	origin, path := u.Scheme+"://"+u.Host, strings.TrimSuffix(u.EscapedPath(), "/")
	return []string{origin + path + "/.well-known/openid-configuration", origin + "/.well-known/oauth-authorization-server" + path}
}

// readMetadata returns the metadata in an answer. RFC 8414 section 3.3 forbids to use those of another issuer; a slash at
// the end makes no other one here.
func readMetadata(response *httpapi.Response, issuer string) (metadata, *oauthclient.Error) {
	var found metadata
	if response.Status != http.StatusOK || !response.OK() || response.Decode(&found) != nil {
		return found, response.Classify()
	}
	unusable := func(format string, args ...any) (metadata, *oauthclient.Error) {
		return found, &oauthclient.Error{Kind: oauthclient.ErrUnavailable, Message: fmt.Sprintf(format, args...)}
	}
	switch {
	case strings.TrimSuffix(found.Issuer, "/") != strings.TrimSuffix(issuer, "/"):
		return unusable("The document found names another issuer, %q, and must not be used (RFC 8414 section 3.3).", found.Issuer)
	case found.TokenEndpoint == "":
		return unusable("The document found names no token_endpoint.")
	}
	if _, err := parseAddress(found.TokenEndpoint); err != nil {
		return unusable("The token_endpoint of the document found %v.", err)
	}
	return found, nil
}
