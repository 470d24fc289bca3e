package hydra

import (
	"context"
	"net/http"
	"net/url"
	"regexp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// pageSize is the largest page of v2.3.0. Newer versions cut it down to the 500 that are theirs (seen on v26.2.0).
const pageSize = "1000"

// filters are the fields by which Hydra filters its list, each with the parameter for it. It compares letter by letter.
var filters = map[oauthclient.Field]string{oauthclient.ClientName: "client_name", Owner: "owner"}

// List lists the clients in the order of their client_id. An element of the list is all that a GET shows of the client.
//
// The walk follows the link to the next page and ends with a page that shows no new client: v2.3.0 links on and on when
// the list is filtered, repeats clients when others are made meanwhile, and takes a token that it cannot read for the first
// page.
func (d *Driver) List(ctx context.Context, filter oauthclient.Filter, yield func(oauthclient.Listed) bool) error {
	query := url.Values{"page_size": {pageSize}}
	for f, parameter := range filters {
		if value := filter.Equal.Text(f); value != "" {
			query.Set(parameter, value)
		}
	}
	seen := map[string]bool{}
	for {
		var page []jsonwire.Object
		response, err := d.call(ctx, httpapi.Request{Path: clients(), Query: query}, "", nil, &page)
		if err != nil {
			return err
		}
		before := len(seen)
		for _, members := range page {
			id := text(members["client_id"])
			if id == "" {
				return response.Classify()
			}
			if seen[id] {
				continue
			}
			seen[id] = true
			if !yield(oauthclient.Listed{ID: id, ClientID: id, Name: text(members["client_name"]), Fetched: members}) {
				return nil
			}
		}
		next := nextPage(response.Header)
		if next == "" || len(seen) == before || filter.NextPage != nil && !filter.NextPage() {
			return nil
		}
		query.Set("page_token", next)
	}
}

// nextLink finds the link to the next page among those of a Link header (RFC 8288).
var nextLink = regexp.MustCompile(`<([^<>]*)>\s*;[^<]*\brel="?next\b`)

// nextPage returns the token of the next page, "" when this is the last. Only the token is taken from the link, so that
// nobody can lead the walk to another server.
func nextPage(header http.Header) string {
	for _, links := range header.Values("Link") {
		if link := nextLink.FindStringSubmatch(links); link != nil {
			if u, err := url.Parse(link[1]); err == nil {
				return u.Query().Get("page_token")
			}
		}
	}
	return ""
}
