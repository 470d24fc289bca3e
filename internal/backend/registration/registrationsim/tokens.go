package registrationsim

import (
	"crypto/rand"
	"maps"
	"net/http"
	"strings"
)

// bearer returns the bearer token of a request (RFC 6750 section 2.1), "" when it has none.
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

// issueToken makes a registration access token for a client.
func (s *Simulator) issueToken(clientID string) string {
	token := "token-" + rand.Text()
	s.tokens[token] = clientID
	return token
}

// rotateToken replaces a registration access token.
func (s *Simulator) rotateToken(clientID, old string) string {
	token := s.issueToken(clientID)
	if s.opts.KeepOldToken {
		s.replaced[token] = old
	} else {
		delete(s.tokens, old)
	}
	return token
}

// forgetPredecessor ends the life of the token that this one replaced.
func (s *Simulator) forgetPredecessor(token string) {
	if old, kept := s.replaced[token]; kept {
		delete(s.tokens, old)
		delete(s.replaced, token)
	}
}

// remove forgets a client and its tokens.
func (s *Simulator) remove(clientID string) {
	delete(s.clients, clientID)
	maps.DeleteFunc(s.tokens, func(_, owner string) bool { return owner == clientID })
}
