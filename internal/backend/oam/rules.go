package oam

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const (
	// confidential is the type of clients that get a secret, and of those for which no type is configured.
	confidential = "CONFIDENTIAL_CLIENT"
	// public is the type of clients that have no secret.
	public = "PUBLIC_CLIENT"
)

var (
	// ClientTypes are the documented values of clientType.
	ClientTypes = []string{confidential, public, "MOBILE_CLIENT"}
	// AttributeTypes are the documented values of attrType; their letter case has no meaning.
	AttributeTypes = []string{"STATIC", "DYNAMIC"}

	authMethods = []string{"client_secret_basic", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"}

	// pkceModes are not in the REST reference.
	pkceModes = []string{"STRICT", "NON_STRICT"}
)

// Validate returns what OAM would refuse, or answer in a way that nobody can read.
func (b *Backend) Validate(c oauthclient.Client, unknown oauthclient.FieldSet) []*oauthclient.Error {
	var problems []*oauthclient.Error
	for _, rule := range []func(oauthclient.Client, oauthclient.FieldSet) *oauthclient.Error{
		checkName, checkClientID, b.checkDomain, checkClientType, checkAuthMethod, checkGrantTypes, checkDefaultScope,
		checkAttributes, checkRetention, checkPKCE,
	} {
		if problem := rule(c, unknown); problem != nil {
			problems = append(problems, problem)
		}
	}
	return problems
}

// CheckName returns what is wrong with the name of a client or a resource server, or with a client_id. OAM documents no
// rule. A text answer escapes nothing, so that a comma or an equals sign would make it ambiguous.
func CheckName(name string) error {
	switch {
	case name == "":
		return errors.New("the name is empty")
	case strings.ContainsAny(name, ",="), strings.ContainsFunc(name, isControl):
		return fmt.Errorf("%q holds a comma, an equals sign or a control character, which Oracle Access Manager's answers do not keep apart from their own", name)
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

// IsPublic reports whether the client type says that a client has no secret.
func (*Backend) IsPublic(c oauthclient.Client) bool { return c.Text(ClientType) == public }

func isControl(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }

func checkName(c oauthclient.Client, unknown oauthclient.FieldSet) *oauthclient.Error {
	switch {
	case unknown.Has(oauthclient.ClientName):
		return nil
	case !c.Has(oauthclient.ClientName):
		return oauthclient.Invalid(oauthclient.ClientName, "A client of Oracle Access Manager needs a name: it is known by it in its identity domain.")
	}
	return wrong(oauthclient.ClientName, CheckName(c.Text(oauthclient.ClientName)))
}

func checkClientID(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	if !c.Has(oauthclient.ClientID) {
		return nil
	}
	return wrong(oauthclient.ClientID, CheckName(c.Text(oauthclient.ClientID)))
}

// checkDomain knows the default only when there is a connection.
func (b *Backend) checkDomain(c oauthclient.Client, unknown oauthclient.FieldSet) *oauthclient.Error {
	switch {
	case c.Has(IdentityDomain):
		return wrong(IdentityDomain, CheckDomain(c.Text(IdentityDomain)))
	case b.api != nil && b.domain == "" && !unknown.Has(IdentityDomain):
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

func checkClientType(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	return oneOf(c, ClientType, ClientTypes)
}

func checkAuthMethod(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	problem := oneOf(c, oauthclient.TokenEndpointAuthMethod, authMethods)
	if problem != nil && c.Text(oauthclient.TokenEndpointAuthMethod) == "none" {
		problem.Advice = "For a client without a secret leave it out and set oam.client_type to \"" + public + "\"."
	}
	return problem
}

// checkGrantTypes refuses what a list in a text answer cannot hold. OAM's list of grant types has grown, so unknown ones
// pass.
func checkGrantTypes(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	for _, grantType := range c.Strings(oauthclient.GrantTypes) {
		if strings.ContainsAny(grantType, " ,[]") || strings.ContainsFunc(grantType, isControl) {
			return oauthclient.Invalid(oauthclient.GrantTypes, "%q is not a grant type: it holds a blank, a comma or a bracket.", grantType)
		}
	}
	return nil
}

func checkDefaultScope(c oauthclient.Client, unknown oauthclient.FieldSet) *oauthclient.Error {
	scope := c.Text(DefaultScope)
	if scope == "" || unknown.Has(oauthclient.Scopes) || slices.Contains(c.Strings(oauthclient.Scopes), scope) {
		return nil
	}
	return oauthclient.Invalid(DefaultScope, "The default_scope %q is not among the client's scopes: add it there, or choose one of those.", scope)
}

func checkAttributes(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	for _, attribute := range c.Objects(Attributes) {
		if !slices.Contains(AttributeTypes, strings.ToUpper(attribute[attributeType])) {
			return oauthclient.Invalid(Attributes, "The attribute %q has the type %q; there are %s.",
				attribute[attributeName], attribute[attributeType], strings.Join(AttributeTypes, " and "))
		}
		if strings.Contains(attribute[attributeName], `"`) {
			return oauthclient.Invalid(Attributes, "The attribute %q has a quotation mark in its name, which Oracle Access Manager's answers do not escape.",
				attribute[attributeName])
		}
	}
	return nil
}

func checkRetention(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	if days := c.Int(OldSecretRetentionTimeInDays); days < 0 {
		return oauthclient.Invalid(OldSecretRetentionTimeInDays, "%d is not a number of days: %s must not be negative.", days, OldSecretRetentionTimeInDays.Name())
	}
	return nil
}

// checkPKCE only warns: the REST reference does not have the property, so there may be other values.
func checkPKCE(c oauthclient.Client, _ oauthclient.FieldSet) *oauthclient.Error {
	problem := oneOf(c, UsePKCE, pkceModes)
	if problem != nil {
		problem.Kind = oauthclient.ErrUnusual
	}
	return problem
}

func oneOf(c oauthclient.Client, f oauthclient.Field, allowed []string) *oauthclient.Error {
	if !c.Has(f) || slices.Contains(allowed, c.Text(f)) {
		return nil
	}
	return oauthclient.Invalid(f, "%q is not a value of %s that Oracle Access Manager documents: there are %s.",
		c.Text(f), f.Name(), strings.Join(allowed, ", "))
}
