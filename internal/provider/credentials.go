package provider

import (
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
)

// A way is one way to authenticate: the settings that ask for it, and what makes it.
type way struct {
	settings []string
	auth     func(*settings) httpapi.Auth
}

var (
	ways = []way{
		{[]string{"bearer_token"}, func(s *settings) httpapi.Auth { return httpapi.Bearer(s.text("bearer_token")) }},
		{[]string{"username", "password"}, basic},
		{[]string{"oauth2"}, clientCredentials},
		{[]string{"cookie"}, func(s *settings) httpapi.Auth { return httpapi.Cookie(s.text("cookie")) }},
	}
	oauth2Settings = []string{"token_url", "client_id", "client_secret", "scopes"}
)

// credentials returns how a backend's block says to authenticate, nil when it does not. The configuration overrules the
// environment, which may be meant for another server. More than one way is a problem.
func credentials(s *settings) httpapi.Auth {
	chosen := slices.DeleteFunc(slices.Clone(ways), func(w way) bool { return !s.configured(w.settings...) })
	if len(chosen) == 0 {
		chosen = slices.DeleteFunc(slices.Clone(ways), func(w way) bool { return !s.hasInEnvironment(w) })
	}
	if len(chosen) == 0 {
		return nil
	}
	for _, other := range chosen[1:] {
		s.problem(other.settings[0], "%s and %s are two ways to authenticate: keep one.", chosen[0].settings[0], other.settings[0])
	}
	return chosen[0].auth(s)
}

func (s *settings) hasInEnvironment(w way) bool {
	return s.inEnvironment(w.settings...) || w.settings[0] == "oauth2" && s.nested("oauth2").inEnvironment(oauth2Settings...)
}

func basic(s *settings) httpapi.Auth {
	username, password := s.text("username"), s.text("password")
	switch {
	case s.unknown:
	case username == "":
		s.problem("username", "password is set without username.")
	case password == "":
		s.problem("password", "username is set without password.")
	}
	return httpapi.Basic(username, password)
}

func clientCredentials(s *settings) httpapi.Auth {
	oauth2 := s.nested("oauth2")
	tokenURL := oauth2.require("token_url", "The token endpoint")
	clientID := oauth2.require("client_id", "The provider's own client_id")
	clientSecret := oauth2.require("client_secret", "The provider's own client secret")
	scopes := oauth2.texts("scopes")
	s.unknown = s.unknown || oauth2.unknown
	s.diags.Append(oauth2.diags...)
	return httpapi.ClientCredentials(tokenURL, clientID, clientSecret, scopes)
}
