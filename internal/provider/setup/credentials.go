package setup

import (
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A way is a way to authenticate to a server's API.
type way struct {
	// settings are the settings and blocks that it is configured by.
	settings []string
	auth     func(*Settings) httpapi.Auth
}

var (
	ways = []way{
		{[]string{"bearer_token"}, func(s *Settings) httpapi.Auth { return httpapi.Bearer(s.text("bearer_token")) }},
		{[]string{"username", "password"}, basic},
		{[]string{oauth2Block.Name}, clientCredentials},
		{[]string{"cookie"}, func(s *Settings) httpapi.Auth { return httpapi.Cookie(s.text("cookie")) }},
	}
	oauth2Settings = []string{"token_url", "client_id", "client_secret", "scopes"}
)

// credentials returns the way to authenticate that is configured or, when none is, that the environment has. Nil means
// none. A setting without a value yet may turn out to be null, so it decides nothing.
func credentials(s *Settings) httpapi.Auth {
	chosen := s.waysBy(func(name string) bool { return s.stateOf(name) == known })
	if len(s.waysBy(func(name string) bool { return s.stateOf(name) == unknown })) > 0 {
		s.unknown = true
	}
	if len(chosen) == 0 && !s.unknown {
		chosen = s.waysBy(func(name string) bool {
			return s.inEnvironment(name) || name == oauth2Block.Name && s.nested(name).inEnvironment(oauth2Settings...)
		})
	}
	if len(chosen) == 0 {
		return nil
	}
	for _, other := range chosen[1:] {
		s.problem(other.settings[0], "%s and %s are two ways to authenticate: keep one.", s.source(chosen[0]), s.source(other))
	}
	return chosen[0].auth(s)
}

func (s *Settings) waysBy(has func(name string) bool) []way {
	return slices.DeleteFunc(slices.Clone(ways), func(w way) bool { return !slices.ContainsFunc(w.settings, has) })
}

// source names what a way is configured by: settings, or environment variables.
func (s *Settings) source(w way) string {
	var names []string
	for _, name := range w.settings {
		switch {
		case s.stateOf(name) != absent:
			names = append(names, name)
		case s.inEnvironment(name):
			names = append(names, s.variable(name))
		case name == oauth2Block.Name:
			for _, inner := range oauth2Settings {
				if nested := s.nested(name); nested.inEnvironment(inner) {
					names = append(names, nested.variable(inner))
				}
			}
		}
	}
	return strings.Join(names, " with ")
}

func basic(s *Settings) httpapi.Auth {
	username, password := s.text("username"), s.text("password")
	switch {
	case s.unknown:
	case username == "":
		s.problem("username", "password is set without username: set that too, or the environment variable %s.", s.variable("username"))
	case password == "":
		s.problem("password", "username is set without password: set that too, or the environment variable %s.", s.variable("password"))
	}
	return httpapi.Basic(username, password)
}

// oauth2Block has the settings of the client credentials grant.
var oauth2Block = Block{
	Name: "oauth2",
	Doc:  "Get a token for the API by the client credentials grant (RFC 6749 section 4.4), and renew it when it expires.",
	Settings: []Setting{
		{Name: "token_url", Doc: "The token endpoint."},
		{Name: "client_id", Doc: "The provider's own client_id at that server."},
		{Name: "client_secret", Doc: "The provider's own client secret.", Secret: true},
		{Name: "scopes", Doc: "Scopes to ask for.", Kind: Texts},
	},
}

func clientCredentials(s *Settings) httpapi.Auth {
	oauth2 := s.nested(oauth2Block.Name)
	tokenURL := oauth2.require("token_url", "The token endpoint")
	clientID := oauth2.require("client_id", "The provider's own client_id")
	clientSecret := oauth2.require("client_secret", "The provider's own client secret")
	scopes := oauth2.texts("scopes")
	if len(oauthclient.CheckValue(oauthclient.Scopes, scopes)) > 0 {
		oauth2.problem("scopes", "One of the scopes is empty, or has a character that a scope must not have: a blank, a quote, a backslash or a control character (RFC 6749 section 3.3).")
	}
	s.unknown = s.unknown || oauth2.unknown
	s.diags.Append(oauth2.diags...)
	return httpapi.ClientCredentials(tokenURL, clientID, clientSecret, scopes)
}
