package client

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

// validate reports what is wrong with a configuration by the specifications themselves; for that no backend is needed.
func validate(raw tftypes.Value) diag.Diagnostics {
	var diags diag.Diagnostics
	config, err := decode(raw)
	r := reporter{&diags, config.isConfigured(secretWriteOnly), nameOf(config.client)}
	r.report(checking, err)
	r.problems(checking, config.problems)
	r.problems(checking, oauthclient.CheckMetadata(config.withWriteOnly(), config.unknown))
	for f, known := range config.partly {
		r.problems(checking, oauthclient.CheckValue(f, known))
	}
	config.checkEmpty(r)
	config.checkSecret(r)
	config.checkOnExisting(r)
	for name, problem := range timeouts.Check(raw) {
		r.attribute(timeouts.Name+"."+name, invalidValue, capital(problem.Error())+".")
	}
	return diags
}

// checkEmpty reports texts that must not be empty. Elsewhere "" says the same as leaving the attribute out, but the state
// holds what is configured, and then not the client_id or secret that the client has.
func (v values) checkEmpty(r reporter) {
	for _, f := range []oauthclient.Field{oauthclient.ClientID, oauthclient.ClientSecret} {
		if v.client[f] == "" {
			r.attribute(f.String(), invalidValue, "The text is empty. Leave "+f.String()+" out, and one is made.")
		}
	}
	for _, name := range []string{secretWriteOnly, secretWriteOnlyVersion} {
		if value := v.others[name]; !isNull(value) && value.Equal(tftypes.NewValue(tftypes.String, "")) {
			r.attribute(name, invalidValue, "The text is empty.")
		}
	}
}

// checkSecret reports ways to manage the secret that exclude each other, or that need each other. Whatever is still unknown may
// be null in the end: a module that has a variable for each of them is validated without the value of any. So an apply, which
// knows them all, checks again.
func (v values) checkSecret(r reporter) {
	given := v.client.Has(oauthclient.ClientSecret)
	writeOnly, version := v.isGiven(secretWriteOnly), v.isGiven(secretWriteOnlyVersion)
	rotation := v.isGiven(secretRotation)
	const conflict = "Conflicting attributes"
	switch {
	case given && writeOnly:
		r.attribute(secretWriteOnly, conflict, "client_secret and client_secret_wo are two ways to give the same secret: keep one.")
	case given && rotation:
		r.attribute(secretRotation, conflict, "client_secret_rotation_triggers makes a new secret, and client_secret says which it is: keep one.")
	case writeOnly && rotation:
		r.attribute(secretRotation, conflict, "client_secret_rotation_triggers makes a new secret, and client_secret_wo says which it is: keep one.")
	case version && !v.isConfigured(secretWriteOnly):
		r.attribute(secretWriteOnlyVersion, "Missing attribute", "client_secret_wo_version needs client_secret_wo beside it, the secret that it is the version of.")
	}
}

// configured reports whether a field has a value, or will have one.
func (v values) configured(f oauthclient.Field) bool {
	_, known := v.client[f]
	return known || v.unknown.Has(f)
}

// isConfigured reports whether an attribute that is no field of a client has a value, or will have one.
func (v values) isConfigured(name string) bool { return !isNull(v.others[name]) }

// isGiven reports whether an attribute that is no field of a client is known to have a value.
func (v values) isGiven(name string) bool { return v.isConfigured(name) && v.others[name].IsKnown() }

// withWriteOnly returns the client with the write-only secret in the place of the other, since it must obey the same rules.
func (v values) withWriteOnly() oauthclient.Client {
	if text, _ := textOf(v.others[secretWriteOnly]); text != "" {
		return v.client.With(oauthclient.ClientSecret, text)
	}
	return v.client
}

func capital(text string) string {
	if text == "" || text[0] < 'a' || text[0] > 'z' {
		return text
	}
	return string(text[0]-'a'+'A') + text[1:]
}
