package client

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

// validate reports what is wrong with a configuration by the specifications themselves; for that no backend is needed.
func validate(raw tftypes.Value) diag.Diagnostics {
	var diags diag.Diagnostics
	config, err := decode(raw)
	r := config.reporter(&diags)
	r.Report(report.Checking, err)
	r.Problems(report.Checking, config.problems)
	r.Problems(report.Checking, oauthclient.CheckMetadata(config.withWriteOnly(), config.unknown))
	for f, known := range config.partly {
		r.Problems(report.Checking, oauthclient.CheckValue(f, known))
	}
	config.checkEmpty(r)
	config.checkSecret(r)
	config.checkOnExisting(r)
	for name, problem := range timeouts.Check(raw) {
		r.Attribute(timeouts.Name+"."+name, report.InvalidValue, problem.Error()+".")
	}
	return diags
}

// checkEmpty reports texts that must not be empty. Elsewhere "" says the same as leaving the attribute out, but the state
// holds what is configured, and then not the client_id or secret that the client has.
func (v values) checkEmpty(r report.Reporter) {
	for _, f := range []oauthclient.Field{oauthclient.ClientID, oauthclient.ClientSecret} {
		if v.client[f] == "" {
			r.Attribute(f.String(), report.InvalidValue, "The text is empty. Leave "+f.String()+" out, and one is made.")
		}
	}
	for _, name := range []string{secretWriteOnly, secretWriteOnlyVersion} {
		if value := v.others[name]; !entity.IsNull(value) && value.Equal(tftypes.NewValue(tftypes.String, "")) {
			r.Attribute(name, report.InvalidValue, "The text is empty.")
		}
	}
}

// checkSecret reports ways to manage the secret that exclude each other, or that need each other. Whatever is still unknown may
// be null in the end: a module that has a variable for each of them is validated without the value of any. So an apply, which
// knows them all, checks again.
func (v values) checkSecret(r report.Reporter) {
	given := v.client.Has(oauthclient.ClientSecret)
	writeOnly, version := v.isGiven(secretWriteOnly), v.isGiven(secretWriteOnlyVersion)
	rotation := v.isGiven(secretRotation)
	const conflict = "Conflicting attributes"
	switch {
	case given && writeOnly:
		r.Attribute(secretWriteOnly, conflict, "client_secret and client_secret_wo are two ways to give the same secret: keep one.")
	case given && rotation:
		r.Attribute(secretRotation, conflict, "client_secret_rotation_triggers makes a new secret, and client_secret says which it is: keep one.")
	case writeOnly && rotation:
		r.Attribute(secretRotation, conflict, "client_secret_rotation_triggers makes a new secret, and client_secret_wo says which it is: keep one.")
	case version && !v.isConfigured(secretWriteOnly):
		r.Attribute(secretWriteOnlyVersion, "Missing attribute", "client_secret_wo_version needs client_secret_wo beside it, the secret that it is the version of.")
	}
}

// configured reports whether a field has a value, or will have one.
func (v values) configured(f oauthclient.Field) bool {
	_, known := v.client[f]
	return known || v.unknown.Has(f)
}

// isConfigured reports whether an attribute that is no field of a client has a value, or will have one.
func (v values) isConfigured(name string) bool { return !entity.IsNull(v.others[name]) }

// isGiven reports whether an attribute that is no field of a client is known to have a value.
func (v values) isGiven(name string) bool { return v.isConfigured(name) && v.others[name].IsKnown() }

// withWriteOnly returns the client with the write-only secret in the place of the other, since it must obey the same rules.
func (v values) withWriteOnly() oauthclient.Client {
	if text, _ := entity.Text(v.others[secretWriteOnly]); text != "" {
		return v.client.With(oauthclient.ClientSecret, text)
	}
	return v.client
}
