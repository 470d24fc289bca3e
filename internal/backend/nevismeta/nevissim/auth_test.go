package nevissim_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
)

// TestAuth sends right and wrong credentials of each kind.
func TestAuth(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name          string
		auth          nevissim.Auth
		header, value string
		status        int
		challenge     string
	}{
		{"basic", nevissim.AuthBasic, "Authorization", "Basic YWRtaW46bmluamE=", 200, ""},
		{"basic wrong", nevissim.AuthBasic, "Authorization", "Basic YWRtaW46YWRtaW4=", 401, `Basic realm="Ninja"`},
		{"basic missing", nevissim.AuthBasic, "", "", 401, `Basic realm="Ninja"`},
		{"bearer", nevissim.AuthBearer, "Authorization", "Bearer " + nevissim.BearerToken, 200, ""},
		{"bearer wrong", nevissim.AuthBearer, "Authorization", "Basic YWRtaW46bmluamE=", 401, "Bearer"},
		{"cookie", nevissim.AuthCookie, "Cookie", "a=b; " + nevissim.Cookie, 200, ""},
		{"cookie wrong", nevissim.AuthCookie, "Cookie", "NevisSession=x", 401, ""},
		{"token", nevissim.AuthSecToken, "Authorization", nevissim.SecToken, 200, ""},
		{"token wrong", nevissim.AuthSecToken, "Authorization", "Bearer " + nevissim.SecToken, 401, ""},
		{"none", nevissim.AuthNone, "", "", 200, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, _ := newSimulator(nevissim.Options{Auth: tc.auth})
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, clientsPath, http.NoBody)
			r.Header.Set(tc.header, tc.value)
			w := httptest.NewRecorder()
			sim.ServeHTTP(w, r)
			if got := w.Header().Get("WWW-Authenticate"); w.Code != tc.status || got != tc.challenge {
				t.Errorf("status %d, challenge %q, want %d, %q", w.Code, got, tc.status, tc.challenge)
			}
		})
	}
}

// TestProduction checks that a proxy in front sends a caller without credentials to a login page.
func TestProduction(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ url, location string }{
		"own page":  {"", "/login/"},
		"elsewhere": {"https://login.example/", "https://login.example/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, _ := newSimulator(nevissim.Options{Production: true, LoginURL: tc.url})
			r := httptest.NewRequestWithContext(t.Context(), http.MethodDelete, clientsPath+"/x", http.NoBody)
			w := httptest.NewRecorder()
			sim.ServeHTTP(w, r)
			if got := w.Header().Get("Location"); w.Code != http.StatusFound || got != tc.location {
				t.Errorf("status %d, Location %q", w.Code, got)
			}
			page := httptest.NewRecorder()
			sim.ServeHTTP(page, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/login/", http.NoBody))
			if page.Code != http.StatusOK || !strings.HasPrefix(page.Header().Get("Content-Type"), "text/html") {
				t.Errorf("login page: status %d, Content-Type %q", page.Code, page.Header().Get("Content-Type"))
			}
			mustSend(t, sim, "GET", clientsPath, "", http.StatusOK)
		})
	}
}
