package hydrasim

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// retainedSecrets is how many old secrets of a client keep working after rotations (client/handler.go at 83127c5).
const retainedSecrets = 5

// rotateSecret gives a client a new secret, which the answer shows, and keeps the old ones working.
func (s *Simulator) rotateSecret(call *sim.Call) sim.Answer {
	c, err := s.rotatable(call)
	if err != nil {
		return err.answer()
	}
	c.retained = slices.Insert(c.retained, 0, c.Secret)
	c.retained = c.retained[:min(len(c.retained), retainedSecrets)]
	c.Secret = randomText(generatedSecretLength)
	return s.set(c)
}

// retireSecrets ends the life of all secrets of a client but the current one.
func (s *Simulator) retireSecrets(call *sim.Call) sim.Answer {
	c, err := s.rotatable(call)
	if err != nil {
		return err.answer()
	}
	c.Secret, c.retained = "", []string{}
	return s.set(c)
}

// rotatable returns the client in the path if its authentication method is one whose secrets can be rotated.
func (s *Simulator) rotatable(call *sim.Call) (*client, *apiError) {
	c, ok := s.load(call.Segments[0])
	if !ok {
		return nil, errNotFound()
	}
	if c.AuthMethod != "client_secret_basic" && c.AuthMethod != "client_secret_post" {
		return nil, errBadRequest("The client is configured to use the %q authentication method, which does not support client secret rotation.", c.AuthMethod)
	}
	return c, nil
}

// Authenticates reports whether a client with that client_id exists and has that secret, be it an old one that still works.
func (s *Simulator) Authenticates(clientID, secret string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.load(clientID)
	return ok && c.hasSecret(secret)
}

func (c *client) hasSecret(secret string) bool {
	hash := hashSecret(secret)
	return c.Secret == hash || slices.Contains(c.retained, hash)
}

// hashSecret stands for the slow hash of the server.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return "sha256:" + hex.EncodeToString(sum[:])
}
