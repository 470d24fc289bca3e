package provider

import (
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
)

// A way is one way to authenticate: the setting that asks for it, and what makes it.
type way struct {
	setting string
	asked   bool
	auth    func() httpapi.Auth
}

// credentials returns how a backend's block says to authenticate, nil when it does not. More than one way is a problem.
func credentials(s *settings) httpapi.Auth {
	username, password := s.text("username"), s.text("password")
	bearer, cookie := s.text("bearer_token"), s.text("cookie")
	oauth2, hasOAuth2 := s.nested("oauth2")
	ways := []way{
		{"bearer_token", bearer != "", func() httpapi.Auth { return httpapi.Bearer(bearer) }},
		{"username", username != "" || password != "", func() httpapi.Auth { return basic(s, username, password) }},
		{"oauth2", hasOAuth2, func() httpapi.Auth { return clientCredentials(s, oauth2) }},
		{"cookie", cookie != "", func() httpapi.Auth { return httpapi.Cookie(cookie) }},
	}
	var chosen *way
	for i := range ways {
		switch {
		case !ways[i].asked:
		case chosen != nil:
			s.problem(ways[i].setting, "%s and %s are two ways to authenticate: keep one.", chosen.setting, ways[i].setting)
		default:
			chosen = &ways[i]
		}
	}
	if chosen == nil {
		return nil
	}
	return chosen.auth()
}

func basic(s *settings, username, password string) httpapi.Auth {
	if !s.unknown && username == "" {
		s.problem("username", "password is set without username.")
	}
	if !s.unknown && password == "" {
		s.problem("password", "username is set without password.")
	}
	return httpapi.Basic(username, password)
}

func clientCredentials(s, oauth2 *settings) httpapi.Auth {
	tokenURL := oauth2.require("token_url", "The token endpoint")
	clientID := oauth2.require("client_id", "The provider's own client_id")
	clientSecret := oauth2.require("client_secret", "The provider's own client secret")
	scopes := oauth2.texts("scopes")
	s.unknown = s.unknown || oauth2.unknown
	s.diags.Append(oauth2.diags...)
	return httpapi.ClientCredentials(tokenURL, clientID, clientSecret, scopes)
}
