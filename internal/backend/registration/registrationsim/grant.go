package registrationsim

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// accessTokenLifetime is how long access tokens are valid.
const accessTokenLifetime = time.Hour

// tokenPath returns the path of the token endpoint.
func (s *Simulator) tokenPath() string { return strings.TrimSuffix(s.opts.IssuerPath, "/") + "/token" }

// grant is the token endpoint (RFC 6749 section 3.2) with the client credentials grant and no other, so that a test can
// tell whether a secret works.
func (s *Simulator) grant(r *http.Request) sim.Answer {
	if r.Method != http.MethodPost {
		return s.notAllowed(http.MethodPost)
	}
	refuse := func(status int, code string) sim.Answer { return sim.JSON(status, map[string]string{"error": code}) }
	if err := r.ParseForm(); err != nil || !r.PostForm.Has("grant_type") {
		return refuse(http.StatusBadRequest, "invalid_request")
	}
	method, clientID, secret := sim.Credentials(r)
	client := s.clients[clientID]
	expected := cmp.Or(client.string("token_endpoint_auth_method"), "client_secret_basic")
	const clientCredentials = "client_credentials"
	isPublic := method == "none" && expected == "none" && client != nil && r.PostForm.Get("grant_type") != clientCredentials
	if !isPublic && (method != expected || !s.hasSecret(clientID, secret)) {
		return refuse(http.StatusUnauthorized, "invalid_client").With("WWW-Authenticate", "Basic")
	}
	scope := r.PostForm.Get("scope")
	allowed := strings.Fields(client.string("scope"))
	foreign := func(word string) bool { return !slices.Contains(allowed, word) }
	switch {
	case r.PostForm.Get("grant_type") != clientCredentials:
		return refuse(http.StatusBadRequest, "unsupported_grant_type")
	case !slices.Contains(client.strings("grant_types"), clientCredentials):
		return refuse(http.StatusBadRequest, "unauthorized_client")
	case slices.ContainsFunc(strings.Fields(scope), foreign):
		return refuse(http.StatusBadRequest, "invalid_scope")
	}
	return sim.JSON(http.StatusOK, map[string]any{
		"access_token": "access-" + rand.Text(), "token_type": "Bearer",
		"expires_in": int(accessTokenLifetime.Seconds()), "scope": scope,
	})
}

// Authenticates reports whether a client with that client_id is registered and has that secret, which has not expired.
func (s *Simulator) Authenticates(clientID, secret string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hasSecret(clientID, secret)
}

func (s *Simulator) hasSecret(clientID, secret string) bool {
	client := s.clients[clientID]
	return secret != "" && client.string(memberSecret) == secret && !client.secretHasExpired()
}

// secretHasExpired reports whether client_secret_expires_at has passed (RFC 7591 section 3.2.1): 0 means never.
func (m metadata) secretHasExpired() bool {
	number, _ := m[memberSecretExpiresAt].(json.Number)
	at, _ := number.Int64() // 0 when there is none
	return at != 0 && time.Now().Unix() >= at
}
