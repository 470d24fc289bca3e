package main

import (
	"net/http"
	"net/url"
	"testing"
)

func TestNextPage(t *testing.T) {
	t.Parallel()
	base, err := url.Parse("http://127.0.0.1:4445")
	if err != nil {
		t.Fatal(err)
	}
	for link, want := range map[string]string{
		"": "",
		`</admin/clients?page_token=a>; rel="first",</admin/clients?page_token=b>; rel="next"`: "http://127.0.0.1:4445/admin/clients?page_token=b",
		`<http://other/admin/clients?page_token=b>; rel=next`:                                  "http://other/admin/clients?page_token=b",
		`</admin/clients?page_token=a>; rel="prev"`:                                            "",
	} {
		if got := nextPage(base, http.Header{"Link": {link}}); got != want {
			t.Errorf("%s: got %q, want %q", link, got, want)
		}
	}
}
