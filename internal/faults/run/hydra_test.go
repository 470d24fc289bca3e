package main

import (
	"net/http"
	"net/http/httptest"
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

// A refusal is an answer; whatever else goes wrong is tried again and then an error.
func TestAsk(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		statuses     []int
		accepted, ok bool
	}{
		"accepted":         {[]int{200}, true, true},
		"refused":          {[]int{401, 200}, false, true},
		"busy at first":    {[]int{500, 200}, true, true},
		"busy all the way": {[]int{500}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tc.statuses[min(asked, len(tc.statuses)-1)])
				_, _ = w.Write([]byte("{}"))
				asked++
			}))
			defer server.Close()
			var answer map[string]any
			_, err := ask(http.MethodGet, server.URL, nil, &answer)
			if got, err := accepted(err); got != tc.accepted || (err == nil) != tc.ok {
				t.Errorf("accepted: %t, error %v", got, err)
			}
		})
	}
}
