package hydrasim

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
)

// decodeBody reads the first JSON value of a request; what follows it is ignored, as by the server.
func decodeBody(r *request, into any) *apiError {
	if err := json.NewDecoder(bytes.NewReader(r.body)).Decode(into); err != nil {
		return errBadRequest("Unable to decode the request body: %s", err)
	}
	return nil
}

// generatedSecretLength is the number of characters of a secret that the server makes up.
const generatedSecretLength = 26

func (s *Simulator) createClient(r *request) answer {
	var c client
	if err := decodeBody(r, &c); err != nil {
		return err.answer()
	}
	return s.create(r, &c, s.validate)
}

// create stores a new client and answers with its secret and its registration access token, for the only time. A public
// client has a secret as well, which nobody gets to know unless it was sent.
func (s *Simulator) create(r *request, c *client, validate func(*client) *apiError) answer {
	if c.Secret == "" {
		c.Secret = randomText(generatedSecretLength)
	}
	if err := validate(c); err != nil {
		return err.answer()
	}
	secret := c.Secret
	c.validToken = newAccessToken()
	c.RegistrationAccessToken = c.validToken
	c.RegistrationClientURI = s.registrationURI(r, c.ID)
	if err := s.insert(c); err != nil {
		return err.answer()
	}
	c.Secret = secret
	if c.AuthMethod == "none" {
		c.Secret = ""
	}
	return jsonAnswer(http.StatusCreated, c).with("Location", "/admin/clients/"+c.ID)
}

// registrationURI is made before the server has chosen an id, so that it lacks the id when the caller chose none.
func (s *Simulator) registrationURI(r *request, id string) string {
	base := s.opts.PublicURL
	if base == "" {
		base = "http://" + r.Host
	}
	if id == "" && s.opts.Manner == V262 {
		return base + "/oauth2/register"
	}
	return base + (&url.URL{Path: "/oauth2/register/" + id}).EscapedPath()
}

func (s *Simulator) getClient(r *request) answer {
	c, ok := s.load(r.id)
	if !ok {
		return errNotFound().answer()
	}
	c.Secret = ""
	return jsonAnswer(http.StatusOK, c)
}

// setClient replaces the whole client. The registration access token is not among what is sent, so that the client has
// none afterwards: a defect of the server that its owner notices when registering again.
func (s *Simulator) setClient(r *request) answer {
	var c client
	if err := decodeBody(r, &c); err != nil {
		return err.answer()
	}
	c.ID = r.id
	return s.set(&c, s.validate)
}

// set replaces a client and answers with it, and with the secret if it was sent.
func (s *Simulator) set(c *client, validate func(*client) *apiError) answer {
	secret := c.Secret
	if err := validate(c); err != nil {
		return err.answer()
	}
	if err := s.update(c); err != nil {
		return err.answer()
	}
	c.Secret = secret
	return jsonAnswer(http.StatusOK, c)
}

// patchClient applies a JSON Patch (RFC 6902) to a client. v2.3.0 decodes the result over the old client, so that removing
// a member, or setting most of them to null, changes nothing and is answered 200.
func (s *Simulator) patchClient(r *request) answer {
	c, ok := s.load(r.id)
	if !ok {
		return errNotFound().answer()
	}
	oldHash := c.Secret
	doc, err := json.Marshal(c)
	if err != nil {
		return errUnrecognizable().answer()
	}
	patched, err := applyPatch(doc, r.body)
	if err != nil {
		return errUnrecognizable().answer()
	}
	if s.opts.Manner == V262 {
		c = &client{}
	}
	if err := json.Unmarshal(patched, c); err != nil {
		return errUnrecognizable().answer()
	}
	if c.Secret == oldHash {
		c.Secret = ""
	}
	return s.set(c, s.validate)
}

// setLifespans replaces all lifespans and leaves the rest alone.
func (s *Simulator) setLifespans(r *request) answer {
	c, ok := s.load(r.id)
	if !ok {
		return errNotFound().answer()
	}
	var sent lifespans
	if err := decodeBody(r, &sent); err != nil {
		return err.answer()
	}
	c.lifespans = sent
	c.Secret = ""
	return s.set(c, s.validate)
}

func (s *Simulator) deleteClient(r *request) answer {
	if _, ok := s.rows[r.id]; !ok {
		return errNotFound().answer()
	}
	delete(s.rows, r.id)
	return answer{status: http.StatusNoContent}
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
