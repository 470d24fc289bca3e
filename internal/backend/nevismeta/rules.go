package nevismeta

import (
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/beanjwk"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// check returns what nevisMeta would refuse by its documents, and what it would take and may not understand.
func (d Defaults) check(c oauthclient.Client, unknown oauthclient.FieldSet) []*oauthclient.Error {
	return oauthclient.CheckRules(c, unknown, d.checkSetup, checkEncryption, checkMetadata, checkKeys)
}

func (d Defaults) checkSetup(c oauthclient.Client, unknown oauthclient.FieldSet) *oauthclient.Error {
	if !d.Complete || d.Setup != "" || c.Has(SetupID) || unknown.Has(SetupID) {
		return nil
	}
	return missingSetup()
}

// checkEncryption: the two algorithms belong together, and so do the two "none". That the second needs the first is said
// for every backend.
func checkEncryption(c oauthclient.Client, unknown oauthclient.FieldSet) *oauthclient.Error {
	alg, enc := encryption[0], encryption[1]
	switch {
	case unknown.Has(alg) || unknown.Has(enc):
	case c.Has(alg) && !c.Has(enc):
		return oauthclient.Invalid(alg, "nevisMeta wants %s beside %s.", enc, alg)
	case c.Has(alg) && (c.Text(alg) == none) != (c.Text(enc) == none):
		return oauthclient.Invalid(enc, "%s %q and %s %q contradict each other: either both are %q or neither is.",
			alg, c.Text(alg), enc, c.Text(enc), none)
	}
	return nil
}

// checkMetadata: two entries of one name and locale are two answers to one question.
func checkMetadata(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	seen := map[[2]string]string{}
	for _, entry := range c.Objects(Metadata) {
		key := [2]string{entry["name"], entry["locale"]}
		if value, twice := seen[key]; twice && value != entry["value"] {
			return oauthclient.Unusual(Metadata, "nevismeta.metadata has the name %q with the locale %q twice, and different values.", key[0], key[1])
		}
		seen[key] = entry["value"]
	}
	return nil
}

// checkKeys refuses the names of the published schema, which is a dump of Java beans: the driver writes them where they are
// wanted.
func checkKeys(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	if hint := beanjwk.Hint(c.Text(oauthclient.JWKSet)); hint != "" {
		return oauthclient.Invalid(oauthclient.JWKSet, "jwks is not in the spelling of RFC 7517: %s.", hint)
	}
	return nil
}
