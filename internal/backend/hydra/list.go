package hydra

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strconv"

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
		if len(filter.Equal) == 0 && isCut(response.Header, len(seen)) {
			return &oauthclient.Error{
				Kind:    oauthclient.ErrUnavailable,
				Message: fmt.Sprintf("The server has %s clients, shows %d and does not say where the others are.", response.Header.Get(total), len(seen)),
				Advice:  "Look for a proxy that takes the header Link out of answers.",
			}
		}
		next := nextPage(response.Header)
		if next == nil || len(seen) == before || filter.NextPage != nil && !filter.NextPage() {
			return nil
		}
		maps.Copy(query, next)
	}
}

// nextLink finds the link to the next page among those of a Link header (RFC 8288).
var nextLink = regexp.MustCompile(`<([^<>]*)>\s*;[^<]*\brel="?next\b`)

// nextPage returns the query for the next page, nil when this is the last. Only the query is taken from the link, so that
// nobody can lead the walk to another server.
func nextPage(header http.Header) url.Values {
	for _, links := range header.Values("Link") {
		if link := nextLink.FindStringSubmatch(links); link != nil {
			if u, err := url.Parse(link[1]); err == nil {
				return u.Query()
			}
		}
	}
	return nil
}

// total is the header in which v2.3.0 says how many clients it has, whatever the list is filtered by.
const total = "X-Total-Count"

// isCut reports whether there are more clients than were seen, and no link that leads to them.
func isCut(header http.Header, seen int) bool {
	n, err := strconv.Atoi(header.Get(total))
	return err == nil && n > seen && len(header.Values("Link")) == 0
}
