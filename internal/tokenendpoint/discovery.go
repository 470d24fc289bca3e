package tokenendpoint

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/discovery"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// discover returns the first document about the issuer that names a token endpoint.
func (e *Endpoint) discover(ctx context.Context, issuer string) (discovery.Metadata, error) {
	var problems []error
	var texts []string
	at, err := discovery.AddressesOf(issuer)
	if err != nil {
		return discovery.Metadata{}, failed(SettingIssuer, err)
	}
	for _, address := range []string{at.OpenID, at.OAuth} {
		response, err := e.api.Do(ctx, httpapi.Request{URL: address})
		if err != nil {
			return discovery.Metadata{}, failed(SettingIssuer, err)
		}
		found, problem := readMetadata(response, issuer)
		if problem == nil {
			return found, nil
		}
		problems, texts = append(problems, problem), append(texts, problem.Message)
	}
	return discovery.Metadata{}, &Error{
		Setting: SettingIssuer, Err: errors.Join(problems...),
		Message: fmt.Sprintf("No metadata of the issuer %q that names a token endpoint was found (RFC 8414, OpenID Connect Discovery). %s", issuer, strings.Join(texts, " ")),
		Advice:  "Check issuer, or set token_url instead.",
	}
}

// readMetadata returns the metadata in an answer, which must name a token endpoint.
func readMetadata(response *httpapi.Response, issuer string) (discovery.Metadata, *oauthclient.Error) {
	found, problem := discovery.Read(response, issuer)
	if problem != nil {
		return found, problem
	}
	unusable := func(format string, args ...any) (discovery.Metadata, *oauthclient.Error) {
		return found, &oauthclient.Error{Kind: oauthclient.ErrUnavailable, Message: fmt.Sprintf(format, args...)}
	}
	if found.TokenEndpoint == "" {
		return unusable("The document found names no token_endpoint.")
	}
	if _, err := parseAddress(found.TokenEndpoint); err != nil {
		return unusable("The token_endpoint of the document found %v.", err)
	}
	return found, nil
}
