package oam

import (
	"fmt"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// CheckName returns what is wrong with the name of a client or a resource server, or with a client_id. OAM documents no
// rule. A text answer escapes nothing, so that a comma or an equals sign would make it ambiguous.
func CheckName(name string) error {
	if err := httpapi.CheckPathElement(name); err != nil {
		return err
	}
	if strings.ContainsAny(name, ",=") {
		return fmt.Errorf("%q holds a comma or an equals sign, which Oracle Access Manager's answers do not keep apart from their own", name)
	}
	return nil
}

// CheckDomain returns what is wrong with the name of an identity domain. A slash ends it in the id of a client.
func CheckDomain(name string) error {
	if strings.Contains(name, "/") {
		return fmt.Errorf("%q holds a slash, which separates an identity domain from the name of a client in the client's id", name)
	}
	return CheckName(name)
}

// checkDescription refuses what a text answer prints for none.
func checkDescription(text string) error {
	if text == "null" {
		return fmt.Errorf("%q is what Oracle Access Manager's answers have where there is no description: write another text", text)
	}
	return nil
}

// check returns what OAM would refuse, or answer in a way that nobody can read.
func (d Defaults) check(c oauthclient.Client, unknown oauthclient.FieldSet) []*oauthclient.Error {
	problems := oauthclient.CheckRules(c, unknown, checkName, checkClientID, d.checkDomain, checkDefaultScope)
	return slices.Concat(quotesIn(c, Attributes), problems, unusualScopes(c))
}

// unusualScopes warns of scopes that name no resource server. OpenID Connect's own belong to none.
func unusualScopes(c oauthclient.Client) []*oauthclient.Error {
	own := []string{"openid", "profile", "email", "address", "phone", "offline_access"}
	for _, scope := range c.Strings(oauthclient.Scopes) {
		if !strings.Contains(scope, ".") && !slices.Contains(own, scope) {
			return []*oauthclient.Error{oauthclient.Unusual(oauthclient.Scopes,
				"%q names no resource server: a scope of Oracle Access Manager is written <resource server>.<scope>, such as \"Orders.read\".", scope)}
		}
	}
	return nil
}

func checkName(c oauthclient.Client, unknown oauthclient.FieldSet) *oauthclient.Error {
	switch {
	case unknown.Has(oauthclient.ClientName):
		return nil
	case !c.Has(oauthclient.ClientName):
		return oauthclient.Invalid(oauthclient.ClientName, "A client of Oracle Access Manager needs a client_name: it is known by it in its identity domain.")
	}
	return wrong(oauthclient.ClientName, CheckName(c.Text(oauthclient.ClientName)))
}

func checkClientID(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	if !c.Has(oauthclient.ClientID) {
		return nil
	}
	return wrong(oauthclient.ClientID, CheckName(c.Text(oauthclient.ClientID)))
}

func (d Defaults) checkDomain(c oauthclient.Client, unknown oauthclient.FieldSet) *oauthclient.Error {
	if d.domainOf(c) == "" && !d.Undecided && !unknown.Has(IdentityDomain) {
		return noDomain(IdentityDomain)
	}
	return nil
}

func wrong(f oauthclient.Field, err error) *oauthclient.Error {
	if err == nil {
		return nil
	}
	return oauthclient.Invalid(f, "%v.", err)
}

func checkDefaultScope(c oauthclient.Client, unknown oauthclient.FieldSet) *oauthclient.Error {
	scope := c.Text(DefaultScope)
	if scope == "" || unknown.Has(oauthclient.Scopes) || slices.Contains(c.Strings(oauthclient.Scopes), scope) {
		return nil
	}
	return oauthclient.Invalid(DefaultScope, "The default scope %q is not among the client's scopes: add it there, or choose one of those.", scope)
}

// quotesIn refuses attributes that a text answer cannot show.
func quotesIn(c oauthclient.Client, f oauthclient.Field) []*oauthclient.Error {
	for _, attribute := range c.Objects(f) {
		if strings.Contains(attribute[attributeName], `"`) {
			return []*oauthclient.Error{oauthclient.Invalid(f, "The attribute %q has a quotation mark in its name, which Oracle Access Manager's answers do not escape.",
				attribute[attributeName])}
		}
	}
	return nil
}
