package hydrasim

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// decodeBody reads the first JSON value of a request; what follows it is ignored, as by the server.
func decodeBody(call *sim.Call, into any) *apiError {
	if err := json.NewDecoder(bytes.NewReader(call.Content)).Decode(into); err != nil {
		return errBadRequest("Unable to decode the request body: %s", err)
	}
	return nil
}

// generatedSecretLength is the number of characters of a secret that the server makes up.
const generatedSecretLength = 26

// createClient stores a new client and answers with its secret and a registration access token, for the only time. A
// public client has a secret as well, which nobody gets to know unless it was sent.
func (s *Simulator) createClient(call *sim.Call) sim.Answer {
	c := new(client)
	if err := decodeBody(call, c); err != nil {
		return err.answer()
	}
	if c.Secret == "" {
		c.Secret = randomText(generatedSecretLength)
	}
	if err := s.validate(c); err != nil {
		return err.answer()
	}
	secret := c.Secret
	c.RegistrationAccessToken = newAccessToken()
	c.RegistrationClientURI = s.registrationURI(call, c.ID)
	if err := s.insert(c); err != nil {
		return err.answer()
	}
	c.Secret = secret
	if c.AuthMethod == "none" {
		c.Secret = ""
	}
	return jsonAnswer(http.StatusCreated, c).With("Location", "/admin/clients/"+c.ID)
}

// registrationURI is made before the server has chosen an id, so that it lacks the id when the caller chose none.
func (s *Simulator) registrationURI(call *sim.Call, id string) string {
	base := s.BaseURL(call.Request)
	if id == "" && s.opts.Release >= V262 {
		return base + "/oauth2/register"
	}
	return base + (&url.URL{Path: "/oauth2/register/" + id}).EscapedPath()
}

func (s *Simulator) getClient(call *sim.Call) sim.Answer {
	c, ok := s.load(call.Segments[0])
	if !ok {
		return errNotFound().answer()
	}
	c.Secret = ""
	return jsonAnswer(http.StatusOK, c)
}

// setClient replaces the whole client. A secret that is sent ends the life of all others.
func (s *Simulator) setClient(call *sim.Call) sim.Answer {
	var c client
	if err := decodeBody(call, &c); err != nil {
		return err.answer()
	}
	c.ID = call.Segments[0]
	return s.set(&c)
}

// set replaces a client and answers with it, and with the secret if that is new.
func (s *Simulator) set(c *client) sim.Answer {
	secret := c.Secret
	if err := s.validate(c); err != nil {
		return err.answer()
	}
	if err := s.update(c); err != nil {
		return err.answer()
	}
	c.Secret = secret
	return jsonAnswer(http.StatusOK, c)
}

func (s *Simulator) deleteClient(call *sim.Call) sim.Answer {
	if _, ok := s.rows[call.Segments[0]]; !ok {
		return errNotFound().answer()
	}
	delete(s.rows, call.Segments[0])
	return sim.Answer{Status: http.StatusNoContent}
}

// randomText returns random characters of those the server makes secrets of (x/secret.go at v2.3.0).
func randomText(length int) string {
	const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890_-.~"
	text := make([]byte, length)
	_, _ = rand.Read(text) // It never fails.
	for i, b := range text {
		text[i] = alphabet[int(b)%len(alphabet)]
	}
	return string(text)
}

// newAccessToken returns a token of the form that the server gives its access tokens.
func newAccessToken() string { return "ory_at_" + rand.Text() + "." + rand.Text() }
