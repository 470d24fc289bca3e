package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
)

// realHydra returns the Ory Hydra that the environment names.
func realHydra() (*server, error) {
	admin, err := url.Parse(os.Getenv(live.EnvHydraAdminURL))
	if err != nil {
		return nil, err
	}
	public := os.Getenv(live.EnvHydraPublicURL)
	return &server{
		name: "hydra", keepings: everyKeeping, rotates: true, renames: true, scope: anyScope, responseTypes: true,
		handler:  &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(admin) }},
		settings: func(address string) map[string]string { return map[string]string{"admin_url": address} },
		clients: func(prefix string) ([]held, error) {
			all := map[string]map[string]any{}
			for next := admin.JoinPath("/admin/clients").String() + "?page_size=500"; next != ""; {
				var page []map[string]any
				header, err := ask(http.MethodGet, next, nil, &page)
				if err != nil {
					return nil, err
				}
				for _, members := range page {
					all[fmt.Sprint(members["client_id"])] = members
				}
				next = nextPage(admin, header)
			}
			return registered(all, prefix)
		},
		authenticates: func(id, secret string) (bool, error) {
			var answer map[string]any
			_, err := ask(http.MethodPost, public+"/oauth2/token", func(r *http.Request) {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				r.SetBasicAuth(url.QueryEscape(id), url.QueryEscape(secret))
				r.Body = io.NopCloser(strings.NewReader("grant_type=client_credentials"))
			}, &answer)
			return accepted(err)
		},
	}, nil
}

var nextLink = regexp.MustCompile(`<([^>]*)>; *rel="?next"?`)

// nextPage returns the address of the next page (RFC 8288), empty after the last one.
func nextPage(base *url.URL, header http.Header) string {
	found := nextLink.FindStringSubmatch(strings.Join(header.Values("Link"), ", "))
	if found == nil {
		return ""
	}
	next, err := base.Parse(found[1])
	if err != nil {
		return ""
	}
	return next.String()
}

// errRefused says that a server does not take the credentials.
var errRefused = errors.New("the server refuses the credentials")

// accepted tells an answer that refuses credentials from every other error.
func accepted(err error) (bool, error) {
	if errors.Is(err, errRefused) {
		return false, nil
	}
	return err == nil, err
}

// ask sends a request and decodes the answer, a few times when it does not succeed: a Hydra on SQLite is busy at times.
func ask(method, address string, prepare func(*http.Request), into any) (http.Header, error) {
	var failure error
	for range 5 {
		header, err := askOnce(method, address, prepare, into)
		if err == nil || errors.Is(err, errRefused) {
			return header, err
		}
		failure = err
		time.Sleep(100 * time.Millisecond)
	}
	return nil, failure
}

func askOnce(method, address string, prepare func(*http.Request), into any) (http.Header, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, err
	}
	if prepare != nil {
		prepare(request)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	switch response.StatusCode {
	case http.StatusOK:
		return response.Header, json.NewDecoder(response.Body).Decode(into)
	case http.StatusUnauthorized:
		return nil, errRefused
	default:
		return nil, fmt.Errorf("%s is answered %s", request.URL.Path, response.Status)
	}
}
