package hydrasim

import (
	"net/http"
	"strings"

	"github.com/google/uuid"
)

// register is dynamic client registration (RFC 7591). The id and the secret are the server's to choose.
func (s *Simulator) register(r *request) answer {
	if s.opts.DisableRegistration {
		return errRegistrationOff().answer()
	}
	var c client
	if err := decodeBody(r, &c); err != nil {
		return err.answer()
	}
	if c.Secret != "" {
		return errBadRequest("It is not allowed to choose your own OAuth2 Client secret.").answer()
	}
	c.ID = uuid.NewString()
	return s.create(r, &c, s.validateRegistration)
}

func (s *Simulator) getRegistered(r *request) answer {
	c, err := s.registered(r)
	if err != nil {
		return err.answer()
	}
	c.Secret, c.Metadata = "", nil
	return jsonAnswer(http.StatusOK, c)
}

// setRegistered replaces the client, and its registration access token with a new one (RFC 7592 section 2.2).
func (s *Simulator) setRegistered(r *request) answer {
	if _, err := s.registered(r); err != nil {
		return err.answer()
	}
	var c client
	if err := decodeBody(r, &c); err != nil {
		return errBadRequest("Unable to decode the request body. Is it valid JSON?").answer()
	}
	if c.Secret != "" {
		return (&apiError{
			status:      http.StatusForbidden,
			code:        "The requested action was forbidden",
			description: "It is not allowed to choose your own OAuth2 Client secret.",
		}).answer()
	}
	c.ID = r.id
	c.validToken = newAccessToken()
	c.RegistrationAccessToken = c.validToken
	return s.set(&c, s.validateRegistration)
}

func (s *Simulator) deleteRegistered(r *request) answer {
	if _, err := s.registered(r); err != nil {
		return err.answer()
	}
	return s.deleteClient(r)
}

// registered returns the client in the path if the request has its registration access token. A wrong token and a missing
// client look the same.
func (s *Simulator) registered(r *request) (*client, *apiError) {
	if s.opts.DisableRegistration {
		return nil, errRegistrationOff()
	}
	c, ok := s.load(r.id)
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || !bearer || c.validToken == "" || token != c.validToken {
		return nil, &apiError{
			status:      http.StatusUnauthorized,
			code:        "The request could not be authorized",
			description: "The requested OAuth 2.0 client does not exist or you provided incorrect credentials.",
		}
	}
	return c, nil
}

// validateRegistration refuses what only an administrator may choose, and validates the rest.
func (s *Simulator) validateRegistration(c *client) *apiError {
	invalid := func(description string) *apiError {
		return &apiError{status: http.StatusBadRequest, code: "invalid_request", description: description}
	}
	switch {
	case c.Metadata != nil:
		return errMetadata("'metadata' cannot be set for dynamic client registration")
	case c.AccessTokenStrategy != "":
		return errBadRequest("It is not allowed to choose your own access token strategy.")
	case c.SkipConsent:
		return invalid("'skip_consent' cannot be set for dynamic client registration")
	case c.SkipLogoutConsent.value:
		return invalid("'skip_logout_consent' cannot be set for dynamic client registration")
	}
	return s.validate(c)
}

func errRegistrationOff() *apiError {
	return &apiError{
		status:      http.StatusNotFound,
		code:        "The requested resource could not be found",
		description: "Dynamic registration is not enabled.",
	}
}
