package hydrasim

import (
	"net/url"
	"slices"
	"strings"
)

// validate fills in the defaults and checks a client in the server's order (client/validator.go at v2.3.0), so that the
// same one of several faults is reported. It also writes some values in the server's way.
func (s *Simulator) validate(c *client) *apiError {
	s.setDefaults(c)
	checks := []func(*client) *apiError{
		s.validateKeys,
		validateSecret,
		s.validateURIs,
		validateCORSOrigins,
		s.validateSectorIdentifier,
		validateUserinfoAlg,
		validateRedirectURIs,
		s.validateSubjectType,
		validatePostLogoutURIs,
		validateStrategy,
	}
	for _, check := range checks {
		if err := check(c); err != nil {
			return err
		}
	}
	return nil
}

// keyAlgorithms are the algorithms for private_key_jwt; EdDSA is not among them.
var keyAlgorithms = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}

func (s *Simulator) validateKeys(c *client) *apiError {
	// What was left out is stored and shown as {}, which v2.3.0 takes for keys: a client with a jwks_uri cannot be written
	// as it is read (ory/hydra#3935, fixed by #3946).
	hasKeys := c.JWKS != nil && (s.opts.Release == V230 || c.JWKS.JSONWebKeySet != nil)
	if c.AuthMethod == "private_key_jwt" {
		if c.JWKSURI == "" && !hasKeys {
			return errMetadata("When token_endpoint_auth_method is 'private_key_jwt', either jwks or jwks_uri must be set.")
		}
		if c.AuthSigningAlg != "" && !slices.Contains(keyAlgorithms, c.AuthSigningAlg) {
			return errMetadata("Only RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 and ES512 are supported as algorithms for private key authentication.")
		}
	}
	if c.JWKSURI != "" && hasKeys {
		return errMetadata("Fields jwks and jwks_uri can not both be set, you must choose one.")
	}
	if c.JWKS != nil && c.JWKS.JSONWebKeySet != nil {
		for _, key := range c.JWKS.Keys {
			if !key.Valid() {
				return errMetadata("Invalid JSON web key in set.")
			}
		}
	}
	return nil
}

func validateSecret(c *client) *apiError {
	if c.Secret != "" && len(c.Secret) < 6 {
		return errMetadata("Field client_secret must contain a secret that is at least 6 characters long.")
	}
	return nil
}

// validateURIs checks the URIs that are shown to users, as v26.2.0 does and v2.3.0 does not. The wording is made up.
func (s *Simulator) validateURIs(c *client) *apiError {
	if s.opts.Release == V230 {
		return nil
	}
	for _, field := range []struct{ name, uri string }{
		{"tos_uri", c.TermsOfServiceURI},
		{"policy_uri", c.PolicyURI},
		{"logo_uri", c.LogoURI},
		{"client_uri", c.ClientURI},
	} {
		u, err := url.ParseRequestURI(field.uri)
		if field.uri != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http") {
			return errMetadata("Field %s must be an http or https URI.", field.name)
		}
	}
	return nil
}

// validateCORSOrigins also writes the origins anew: without the slash at the end, with a lower-case scheme.
func validateCORSOrigins(c *client) *apiError {
	for i, origin := range c.AllowedCORSOrigins {
		u, err := url.Parse(origin)
		if err != nil {
			return errMetadata("Origin URL %s from allowed_cors_origins could not be parsed: %s", origin, err)
		}
		if u.Scheme != "https" && u.Scheme != "http" {
			return errMetadata("Origin URL %s must use https:// or http:// as HTTP scheme.", origin)
		}
		if u.User != nil && u.User.String() != "" {
			return errMetadata("Origin URL %s has HTTP user and/or password set which is not allowed.", origin)
		}
		u.Path = strings.TrimRight(u.Path, "/")
		if u.Path+u.RawQuery+u.Fragment != "" {
			return errMetadata("Origin URL %s must have an empty path, query, and fragment but one of the parts is not empty.", origin)
		}
		c.AllowedCORSOrigins[i] = u.String()
	}
	return nil
}

// validateSectorIdentifier gives no reason, and neither does the server.
func (s *Simulator) validateSectorIdentifier(c *client) *apiError {
	if c.SectorIdentifierURI == "" {
		return nil
	}
	u, err := url.Parse(c.SectorIdentifierURI)
	if err != nil {
		return errMetadata("Value of sector_identifier_uri could not be parsed because %s.", err)
	}
	if u.Scheme != "https" {
		return errMetadata("")
	}
	if check := s.opts.SectorIdentifier; check != nil && check(c.SectorIdentifierURI, c.RedirectURIs) != nil {
		return errMetadata("")
	}
	return nil
}

func validateUserinfoAlg(c *client) *apiError {
	if c.UserinfoAlg != "none" && c.UserinfoAlg != "RS256" {
		return errMetadata("Field userinfo_signed_response_alg can either be 'none' or 'RS256'.")
	}
	return nil
}

func validateRedirectURIs(c *client) *apiError {
	for _, uri := range c.RedirectURIs {
		if _, err := url.ParseRequestURI(uri); err != nil {
			return errRedirectURI("Unable to parse redirect URL: %s", uri)
		}
		if strings.Contains(uri, "#") {
			return errRedirectURI("Redirect URIs must not contain fragments (#).")
		}
	}
	return nil
}

func (s *Simulator) validateSubjectType(c *client) *apiError {
	supported := s.opts.SubjectTypes
	// Pairwise identifiers do not go with JWT access tokens.
	if slices.Contains(supported, "pairwise") && strings.EqualFold(c.AccessTokenStrategy, "jwt") {
		supported = slices.DeleteFunc(slices.Clone(supported), func(t string) bool { return t != "public" })
	}
	if !slices.Contains(supported, c.SubjectType) {
		return errMetadata("Subject type %s is not supported by server, only %v are allowed.", c.SubjectType, supported)
	}
	return nil
}

// validatePostLogoutURIs compares host names as they are written, and ports without the scheme's default.
func validatePostLogoutURIs(c *client) *apiError {
	for _, uri := range c.PostLogoutURIs {
		u, err := url.ParseRequestURI(uri)
		if err != nil {
			return errMetadata("Unable to parse post_logout_redirect_uri: %s", uri)
		}
		matches := func(redirect string) bool {
			r, err := url.ParseRequestURI(redirect)
			return err == nil && r.Hostname() == u.Hostname() && r.Port() == u.Port() && r.Scheme == u.Scheme
		}
		if !slices.ContainsFunc(c.RedirectURIs, matches) {
			return errMetadata("post_logout_redirect_uri '%s' must match the domain, port, scheme of at least one of the registered redirect URIs but did not'", uri)
		}
	}
	return nil
}

func validateStrategy(c *client) *apiError {
	strategy := strings.ToLower(c.AccessTokenStrategy)
	switch strategy {
	case "", "jwt", "opaque":
		c.AccessTokenStrategy = strategy
		return nil
	default:
		return errMetadata("invalid access token strategy: expected one of [jwt, opaque] but got %s", strategy)
	}
}
