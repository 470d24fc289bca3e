package cimd

import (
	"strings"
	"testing"
)

func TestDoubtURL(t *testing.T) {
	t.Parallel()
	for address, text := range map[string]string{
		"https://app.example.com/c?x=1":     "should not have a query",
		"https://app.example.com/c?":        "should not have a query",
		"https://app.example.com/":          "has no path but",
		"https://App.example.com/c":         "is not normalized",
		"HTTPS://app.example.com/c":         "is not normalized",
		"https://app.example.com:443/c":     "is not normalized",
		"https://10.0.0.1/c":                "must not fetch from",
		"https://169.254.169.254/c":         "must not fetch from",
		"https://[::1]/c":                   "must not fetch from",
		"https://localhost/c":               "must not fetch from",
		"https://app.example.com:8443/a/b/": "",
		"https://192.0.2.1/c":               "",
	} {
		if err := CheckURL(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		err := doubtURL(address)
		if text == "" && err != nil || text != "" && (err == nil || !strings.Contains(err.Error(), text)) {
			t.Errorf("%s: %v, want %q", address, err, text)
		}
	}
}
