package nevissim

import (
	"net/http"
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// The credentials the simulator accepts, one for each [Auth].
const (
	// Username is the login of the documented examples.
	Username = "admin"
	// Password is the password of the documented examples.
	Password = "ninja"
	// BearerToken is the base64 text of a user's id, a credential's id and a secret, without padding.
	BearerToken = "MTAwOjEwMTpzZWNyZXQ"
	// Cookie is a session as it stands in a Cookie header.
	Cookie = "NevisSession=5e0c1f2a9b3d"
	// SecToken is the value of an Authorization header without a scheme.
	SecToken = "bmV2aXMtc2VjLXRva2Vu"
)

// loginPath is where the simulator's own login page is.
const loginPath = "/login/"

// caller returns the user a request is made by, and whether its credentials are right.
func (s *Simulator) caller(r *http.Request) (user string, ok bool) {
	authorization := r.Header.Get("Authorization")
	switch s.opts.Auth {
	case AuthBearer:
		return Username, authorization == "Bearer "+BearerToken
	case AuthCookie:
		isSession := func(c *http.Cookie) bool { return c.Name+"="+c.Value == Cookie }
		return Username, slices.ContainsFunc(r.Cookies(), isSession)
	case AuthSecToken:
		return Username, authorization == SecToken
	case AuthNone:
		return "anonymous", true
	default:
		name, password, _ := r.BasicAuth()
		return Username, name == Username && password == Password
	}
}

// unauthenticated answers a request without valid credentials.
func (s *Simulator) unauthenticated() sim.Answer {
	if s.opts.Production {
		location := s.opts.LoginURL
		if location == "" {
			location = loginPath
		}
		page := loginPage().With("Location", location)
		page.Status = http.StatusFound
		return page
	}
	denied := s.opts.Errors.answer(http.StatusUnauthorized, "authentication is required")
	switch s.opts.Auth {
	case AuthBasic:
		return denied.With("WWW-Authenticate", `Basic realm="Ninja"`)
	case AuthBearer:
		return denied.With("WWW-Authenticate", "Bearer")
	}
	return denied
}
