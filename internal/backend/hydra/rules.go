package hydra

import (
	"net/url"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// minSecretBytes is the shortest secret that Hydra takes (client/validator.go line 93 at v2.3.0).
const minSecretBytes = 6

// assertionAlgs are the algorithms Hydra takes for private_key_jwt (client/validator.go line 58 at v2.3.0).
var assertionAlgs = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}

// Validate returns what Hydra would refuse, or take and never find again.
func (*Backend) Validate(c oauthclient.Client, unknown oauthclient.FieldSet) []*oauthclient.Error {
	var problems []*oauthclient.Error
	for _, rule := range []func(oauthclient.Client, oauthclient.FieldSet) *oauthclient.Error{
		checkClientID, checkSecret, checkAssertionAlg, checkUserinfoAlg, checkSubjectType, checkStrategy, checkPairwiseJWT,
		checkOrigins, checkPostLogoutURIs,
	} {
		if problem := rule(c, unknown); problem != nil {
			problems = append(problems, problem)
		}
	}
	return problems
}

// checkClientID refuses what cannot be addressed: v2.3.0 makes a client "a/b" and answers 404 to every GET and DELETE
// of it; v26.2.0 answers GET of "." with the whole list (both seen).
func checkClientID(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	id := c.Text(oauthclient.ClientID)
	if id == "." || id == ".." || strings.Contains(id, "/") {
		return oauthclient.Invalid(oauthclient.ClientID,
			"Hydra cannot find a client again whose client_id is %q: it must not contain \"/\" and must not be \".\" or \"..\".", id)
	}
	return nil
}

func checkSecret(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	if secret, ok := c[oauthclient.ClientSecret].(string); ok && len(secret) < minSecretBytes {
		return oauthclient.Invalid(oauthclient.ClientSecret,
			"Hydra takes secrets of at least %d characters; this one has %d.", minSecretBytes, len(secret))
	}
	return nil
}

func checkAssertionAlg(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	if c.Text(oauthclient.TokenEndpointAuthMethod) != "private_key_jwt" {
		return nil
	}
	return oneOf(c, oauthclient.TokenEndpointAuthSigningAlg, "with private_key_jwt Hydra takes", assertionAlgs...)
}

func checkUserinfoAlg(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	return oneOf(c, oauthclient.UserinfoSignedResponseAlg, "Hydra takes", "none", "RS256")
}

func checkSubjectType(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	return oneOf(c, oauthclient.SubjectType, "Hydra takes", "public", "pairwise")
}

func checkStrategy(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	if !c.Has(AccessTokenStrategy) {
		return nil
	}
	lower := c.With(AccessTokenStrategy, strings.ToLower(c.Text(AccessTokenStrategy)))
	return oneOf(lower, AccessTokenStrategy, "Hydra takes", "jwt", "opaque")
}

func checkPairwiseJWT(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	if c.Text(oauthclient.SubjectType) == "pairwise" && strings.EqualFold(c.Text(AccessTokenStrategy), "jwt") {
		return oauthclient.Invalid(AccessTokenStrategy,
			"Hydra does not issue JWT access tokens to clients whose subject_type is \"pairwise\".")
	}
	return nil
}

// checkOrigins follows client/validator.go lines 106-116 at v2.3.0.
func checkOrigins(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	for _, origin := range c.Strings(AllowedCORSOrigins) {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https"}, u.Scheme) ||
			u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
			return oauthclient.Invalid(AllowedCORSOrigins,
				"%q is not an origin: write a scheme (http or https), a host and possibly a port, as in \"https://app.example.com\".", origin)
		}
	}
	return nil
}

// checkPostLogoutURIs follows client/validator.go line 181 at v2.3.0: scheme, host and port must be those of a redirect
// URI, letter by letter.
func checkPostLogoutURIs(c oauthclient.Client, unknown oauthclient.FieldSet) *oauthclient.Error {
	if unknown.Has(oauthclient.RedirectURIs) {
		return nil
	}
	for _, logout := range c.Strings(oauthclient.PostLogoutRedirectURIs) {
		if !slices.ContainsFunc(c.Strings(oauthclient.RedirectURIs), func(redirect string) bool { return sameOrigin(redirect, logout) }) {
			return oauthclient.Invalid(oauthclient.PostLogoutRedirectURIs,
				"%q has not the scheme, host and port of any of redirect_uris. Hydra takes only those, and compares letter by letter (a port of :443 is not the same as none).", logout)
		}
	}
	return nil
}

func sameOrigin(a, b string) bool {
	au, aerr := url.Parse(a)
	bu, berr := url.Parse(b)
	return aerr == nil && berr == nil && au.Scheme == bu.Scheme && au.Host == bu.Host
}

func oneOf(c oauthclient.Client, f oauthclient.Field, who string, allowed ...string) *oauthclient.Error {
	if !c.Has(f) || slices.Contains(allowed, c.Text(f)) {
		return nil
	}
	return oauthclient.Invalid(f, "%q is not possible here: %s %s.", c.Text(f), who, strings.Join(allowed, ", "))
}
