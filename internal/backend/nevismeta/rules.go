package nevismeta

import (
	"fmt"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// The values that the published schema allows; it has no others that are closed.
var closed = []struct {
	field  oauthclient.Field
	values []string
}{
	{oauthclient.IDTokenSignedResponseAlg, []string{"RS256", "RS384", "RS512", "ES256", "ES256K", "ES384", "ES512"}},
	{oauthclient.IDTokenEncryptedResponseAlg, []string{
		"RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512",
		"ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW", none,
	}},
	{oauthclient.IDTokenEncryptedResponseEnc, []string{
		"A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM", none,
	}},
}

// The values that are known of properties whose schema allows any text: those of the documents' examples, and of a
// client of nevisAuth itself.
var open = []struct {
	field  oauthclient.Field
	values []string
}{
	{ConfidentialityType, []string{"public", "confidential"}},
	{PKCEMode, []string{"allowed", "required", "s256-required"}},
}

// Validate returns what nevisMeta would refuse by its documents, and what it would take and may not understand.
func (b *Backend) Validate(c oauthclient.Client, unknown oauthclient.FieldSet) []*oauthclient.Error {
	problems := slices.Concat(checkClosed(c), checkOpen(b, c), checkLifetimes(c))
	for _, rule := range []func(oauthclient.Client, oauthclient.FieldSet) *oauthclient.Error{
		b.checkPlace, checkEncryption, checkValidFrom, checkMetadata, b.checkPublic,
	} {
		if problem := rule(c, unknown); problem != nil {
			problems = append(problems, problem)
		}
	}
	return problems
}

func checkClosed(c oauthclient.Client) []*oauthclient.Error {
	var problems []*oauthclient.Error
	for _, of := range closed {
		if c.Has(of.field) && !slices.Contains(of.values, c.Text(of.field)) {
			problems = append(problems, oauthclient.Invalid(of.field, "%q is not possible here: nevisMeta takes %s.",
				c.Text(of.field), strings.Join(of.values, ", ")))
		}
	}
	return problems
}

func checkOpen(b *Backend, c oauthclient.Client) []*oauthclient.Error {
	var problems []*oauthclient.Error
	for _, of := range open {
		if c.Has(of.field) && !slices.Contains(of.values, fmt.Sprint(b.Canonical(of.field, c[of.field]))) {
			problems = append(problems, unusual(of.field, "%q is none of the values that are known (%s); a server that does not know it may take it and not act on it.",
				c.Text(of.field), strings.Join(of.values, ", ")))
		}
	}
	return problems
}

func unusual(f oauthclient.Field, format string, args ...any) *oauthclient.Error {
	return &oauthclient.Error{Kind: oauthclient.ErrUnusual, Field: f, Message: fmt.Sprintf(format, args...)}
}

// checkLifetimes: the documents say nothing of lifetimes that are negative.
func checkLifetimes(c oauthclient.Client) []*oauthclient.Error {
	var problems []*oauthclient.Error
	for _, f := range []oauthclient.Field{AccessTokenTTL, RefreshTokenTTL, IDTokenTTL, PersistedConsentTTL} {
		if c.Int(f) < 0 {
			problems = append(problems, unusual(f, "%d is a negative number of seconds, whose meaning is not documented.", c.Int(f)))
		}
	}
	return problems
}

// checkPlace: without the provider's configuration it cannot be told whether a setup is missing.
func (b *Backend) checkPlace(c oauthclient.Client, unknown oauthclient.FieldSet) *oauthclient.Error {
	for _, f := range []oauthclient.Field{SetupID, Module} {
		if c.Has(f) && !isName(c.Text(f)) {
			return oauthclient.Invalid(f, "%q cannot be part of a URL's path.", c.Text(f))
		}
	}
	if b.api != nil && b.setup == "" && !c.Has(SetupID) && !unknown.Has(SetupID) {
		return missingSetup()
	}
	return nil
}

// checkEncryption: the two algorithms belong together, and so do the two "none".
func checkEncryption(c oauthclient.Client, unknown oauthclient.FieldSet) *oauthclient.Error {
	alg, enc := encryption[0], encryption[1]
	if unknown.Has(alg) || unknown.Has(enc) {
		return nil
	}
	switch {
	case c.Has(alg) && !c.Has(enc):
		return oauthclient.Invalid(alg, "%s needs %s beside it.", alg.Name(), enc.Name())
	case c.Has(enc) && !c.Has(alg):
		return oauthclient.Invalid(enc, "%s needs %s beside it.", enc.Name(), alg.Name())
	case (c.Text(alg) == none) != (c.Text(enc) == none):
		return oauthclient.Invalid(enc, "%s %q and %s %q contradict each other: either both are %q or neither is.",
			alg.Name(), c.Text(alg), enc.Name(), c.Text(enc), none)
	}
	return nil
}

func checkValidFrom(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	if !c.Has(ValidFrom) {
		return nil
	}
	if _, err := parseInstant(c.Text(ValidFrom)); err != nil {
		return oauthclient.Invalid(ValidFrom, "%q is not a time such as \"2030-01-31T06:00:00Z\".", c.Text(ValidFrom))
	}
	return nil
}

// checkMetadata: two entries of one name and locale are two answers to one question.
func checkMetadata(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	seen := map[[2]string]string{}
	for _, entry := range c.Objects(Metadata) {
		key := [2]string{entry["name"], entry["locale"]}
		if value, twice := seen[key]; twice && value != entry["value"] {
			return unusual(Metadata, "The name %q stands twice with the locale %q, and different values.", key[0], key[1])
		}
		seen[key] = entry["value"]
	}
	return nil
}

func (b *Backend) checkPublic(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	if !b.hasNoSecret(c) || !c.Has(oauthclient.ClientSecret) {
		return nil
	}
	return unusual(oauthclient.ClientSecret, "A public client has no use for a secret.")
}
