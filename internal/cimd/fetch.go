package cimd

import (
	"context"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Fetch gets the document at a URL as an authorization server does, and returns what is wrong with it: problems that keep
// it from being used ([oauthclient.ErrInvalid]) and others ([oauthclient.ErrUnusual]). Of the settings for HTTP those that
// show who is asking are not used. An error says that there is no answer, or that it has no document.
func Fetch(ctx context.Context, settings httpapi.Config, address string) (Document, []*oauthclient.Error, error) {
	if err := CheckURL(address); err != nil {
		return Document{}, nil, oauthclient.Invalid(oauthclient.Field{}, "This is not the URL of a client: %v.", err)
	}
	u, err := url.Parse(address)
	if err != nil {
		return Document{}, nil, err
	}
	settings.BaseURL, settings.Auth, settings.Headers = "https://"+u.Host, nil, nil
	settings.ClientCertPEM, settings.ClientKeyPEM = "", ""
	client, err := httpapi.New(settings)
	if err != nil {
		return Document{}, nil, err
	}
	response, err := client.Do(ctx, httpapi.Request{URL: address, NoRedirects: true})
	if err != nil {
		return Document{}, nil, err
	}
	if response.Status != http.StatusOK {
		return Document{}, nil, notServed(response)
	}
	document, problems := parse(response.Body, false)
	if size := len(response.Body); size > maxSize && len(document.JSON) <= maxSize {
		problems = append(problems, tooBig(oauthclient.ErrUnusual, size))
	}
	if kind := response.Header.Get("Content-Type"); !isJSON(kind) {
		problems = append(problems, oauthclient.Unusual(oauthclient.Field{}, "The document is served as %q, and some authorization servers take only application/json.", kind))
	}
	if id := document.Client.Text(oauthclient.ClientID); id != "" && id != address {
		problems = append(problems, oauthclient.Invalid(oauthclient.ClientID, "The document is the one of another client, %q: its client_id must be the URL that it is fetched from, letter by letter.", id))
	}
	return document, problems, nil
}

// notServed says what is wrong with an answer that is not 200 OK, all of which are errors to an authorization server.
func notServed(response *httpapi.Response) error {
	failed := response.Classify()
	failed.Advice = "The document must be served to anybody, with the status 200."
	if response.Status/100 == 3 {
		failed.Advice = "Authorization servers do not follow redirects here: serve the document at the URL itself."
	}
	return failed
}

func isJSON(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && (kind == "application/json" || strings.HasPrefix(kind, "application/") && strings.HasSuffix(kind, "+json"))
}
