package hydra

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// minSecretBytes is the shortest secret that Hydra takes (client/validator.go line 93 at v2.3.0), and maxIDBytes the
// longest client_id that its databases have room for: a longer one is answered with 500 (seen on v2.3.0 with PostgreSQL).
const (
	minSecretBytes = 6
	maxIDBytes     = 255
)

// check returns what Hydra would refuse, or take and never find again.
func check(c oauthclient.Client, unknown oauthclient.FieldSet) []*oauthclient.Error {
	return oauthclient.CheckRules(c, unknown, checkClientID, checkSecret, checkPairwiseJWT, checkPostLogoutURIs)
}

func checkClientID(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	id := c.Text(oauthclient.ClientID)
	if id == "" {
		return nil
	}
	if problem := checkID(oauthclient.ClientID, id); problem != nil {
		return problem
	}
	if len(id) > maxIDBytes {
		return oauthclient.Invalid(oauthclient.ClientID, "Hydra's databases have room for %d bytes; this client_id has %d.", maxIDBytes, len(id))
	}
	return nil
}

// checkID refuses what would lead to another resource than a client: v2.3.0 decodes a path before it splits it, so that
// "x/lifespans" is a setting of the client x and "../../health/ready" another endpoint, and it makes a client "a/b" that it
// never finds again (all seen). v26.2.0 answers GET of "." with the whole list.
func checkID(f oauthclient.Field, id string) *oauthclient.Error {
	if strings.Contains(id, "/") {
		return oauthclient.Invalid(f, "%q contains a \"/\", and Hydra cannot find a client with such a client_id again.", id)
	}
	if err := httpapi.CheckPathElement(id); err != nil {
		return oauthclient.Invalid(f, "%v.", err)
	}
	return nil
}

func checkSecret(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	if secret := c.Text(oauthclient.ClientSecret); secret != "" && len(secret) < minSecretBytes {
		return oauthclient.Invalid(oauthclient.ClientSecret,
			"Hydra takes a client_secret of at least %d characters; this one has %d.", minSecretBytes, len(secret))
	}
	return nil
}

func checkPairwiseJWT(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	if c.Text(oauthclient.SubjectType) == "pairwise" && strings.EqualFold(c.Text(AccessTokenStrategy), "jwt") {
		return oauthclient.Invalid(AccessTokenStrategy,
			"Hydra does not issue JWT access tokens to clients whose subject_type is \"pairwise\".")
	}
	return nil
}

// checkOrigin follows client/validator.go lines 106-116 at v2.3.0.
func checkOrigin(text string) error {
	u, err := url.Parse(text)
	if err == nil && (u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "") {
		return fmt.Errorf("%q is not an origin: write a scheme (http or https), a host and possibly a port, as in \"https://app.example.com\"", u.Redacted())
	}
	return oauthclient.CheckWebURL(text)
}

// doubtAudience doubts what nobody can ask for, since a request has several audiences in one text. Hydra stores it.
func doubtAudience(text string) error {
	if strings.ContainsFunc(text, unicode.IsSpace) {
		return fmt.Errorf("%q has a blank, which separates one audience from another in a request: write several audiences as several elements", text)
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
