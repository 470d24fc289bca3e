// Package tokenendpoint gets access tokens by the client credentials grant (RFC 6749 section 4.4), and finds out whether a
// client secret is right. It knows no product and no Terraform.
package tokenendpoint

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A Location says where a token endpoint is: by its URL, or by the issuer whose metadata names it.
type Location struct {
	TokenURL, Issuer string
}

// An Endpoint is a token endpoint. It is safe for concurrent use.
type Endpoint struct {
	api *httpapi.Client
	url string
	// setting is the setting that it was found by.
	setting string
	// methods are the ways to authenticate that the server's metadata lists; nil when that is not known.
	methods []string
}

// Find returns the token endpoint at a location. For an issuer it looks up the server's metadata. Of the settings for HTTP
// those for one server are not used: its address, credentials and headers. The error is an *Error.
func Find(ctx context.Context, settings httpapi.Config, at Location) (*Endpoint, error) {
	u, setting, err := at.parse()
	if err != nil {
		return nil, err
	}
	e := &Endpoint{url: at.TokenURL, setting: setting}
	settings.BaseURL, settings.Auth, settings.Headers = u.Scheme+"://"+u.Host, nil, nil
	if e.api, err = httpapi.New(settings); err != nil {
		return nil, e.badSettings(err)
	}
	if e.url != "" {
		return e, nil
	}
	found, err := e.discover(ctx, at.Issuer)
	if err != nil {
		return nil, err
	}
	e.url, e.methods = found.TokenEndpoint, found.AuthMethods
	return e, nil
}

// Check returns what is wrong with a location, an *Error.
func (at Location) Check() error {
	_, _, err := at.parse()
	return err
}

// parse returns the address that is asked first, and the setting that it comes from.
func (at Location) parse() (u *url.URL, setting string, err error) {
	setting, text := SettingTokenURL, at.TokenURL
	switch {
	case at.TokenURL != "" && at.Issuer != "":
		return nil, "", wrong(SettingIssuer, "token_url and issuer are two ways to say where the token endpoint is: keep one.")
	case at.TokenURL == "" && at.Issuer == "":
		return nil, "", wrong(SettingTokenURL, "Where the token endpoint is must be known: set token_url or issuer.")
	case at.TokenURL == "":
		setting, text = SettingIssuer, at.Issuer
	}
	if u, err = parseAddress(text); err != nil {
		return nil, "", wrong(setting, "%s %v.", setting, err)
	}
	if setting == SettingIssuer && (u.RawQuery != "" || u.ForceQuery) {
		return nil, "", wrong(setting, "issuer must not have a query (RFC 8414 section 2).")
	}
	return u, setting, nil
}

// parseAddress reads the URL of an endpoint. Its errors are clauses without their subject.
func parseAddress(text string) (*url.URL, error) {
	if err := oauthclient.CheckWebURL(text); err != nil {
		return nil, fmt.Errorf("is not the URL of a server: %w", err)
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("is not a URL")
	case u.User != nil:
		return nil, errors.New("must not hold a user name or password: use client_id and client_secret")
	case strings.Contains(text, "#"):
		return nil, errors.New("must not have a fragment (RFC 6749 section 3.2)")
	}
	return u, nil
}

// badSettings says which setting of the provider's HTTP cannot be used.
func (e *Endpoint) badSettings(err error) error {
	problem, ok := errors.AsType[*httpapi.ConfigError](err)
	if !ok || problem.Setting == "base_url" {
		return wrong(e.setting, "%s cannot be used: %v.", e.setting, err)
	}
	return wrong("", "http.%s in the provider configuration %s", problem.Setting, problem.Message)
}
