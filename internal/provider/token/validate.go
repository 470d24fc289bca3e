package token

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/tokenendpoint"
)

// ValidateConfig reports what is wrong with the configuration as far as it is known. What is not known yet may turn out to
// be null.
func (r *accessToken) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	m.checkLocation(&resp.Diagnostics)
	m.checkAuthentication(&resp.Diagnostics)
	m.checkRequest(&resp.Diagnostics)
}

func (m model) checkLocation(diags *diag.Diagnostics) {
	at := m.location()
	if unknown(m.TokenURL, m.Issuer) && at == (tokenendpoint.Location{}) {
		return
	}
	if err := at.Check(); err != nil {
		tell(diags, report.InvalidValue, err)
	}
}

func (m model) checkAuthentication(diags *diag.Diagnostics) {
	pem, jwk, secret := given(m.PrivateKeyPEM), given(m.PrivateKeyJWK), given(m.ClientSecret)
	method := m.Method.ValueString()
	const conflict = "Conflicting attributes"
	r := report.Reporter{Diags: diags}
	switch {
	case pem && jwk:
		r.Attribute(tokenendpoint.SettingPrivateKeyJWK, conflict, "private_key_pem and private_key_jwk are two ways to give the same key: keep one.")
	case (pem || jwk) && secret && method == "":
		r.Attribute(tokenendpoint.SettingClientSecret, conflict, "client_secret and a private key are two ways to authenticate: keep one, or say by token_endpoint_auth_method which is to be used.")
	}
	if unknown(m.Method, m.ClientID, m.ClientSecret, m.PrivateKeyPEM, m.PrivateKeyJWK, m.KeyID, m.Algorithm) {
		return
	}
	who, err := m.authentication()
	if err == nil {
		err = who.Check()
	}
	if err != nil {
		tell(diags, report.InvalidValue, err)
	}
}

func (m model) checkRequest(diags *diag.Diagnostics) {
	problem := func(name, text string) {
		report.Reporter{Diags: diags}.Attribute(name, report.InvalidValue, name+": "+text)
	}
	for _, scope := range texts(m.Scopes) {
		for _, wrong := range oauthclient.CheckValue(oauthclient.Scopes, []string{scope}) {
			problem(tokenendpoint.SettingScopes, wrong.Message)
		}
	}
	for _, resource := range texts(m.Resource) {
		if err := tokenendpoint.CheckResource(resource); err != nil {
			problem(tokenendpoint.SettingResource, err.Error()+".")
		}
	}
	for name := range m.Extra.Elements() {
		if err := tokenendpoint.CheckExtra(name); err != nil {
			problem(tokenendpoint.SettingExtra, err.Error()+".")
		}
	}
}

// given reports whether an attribute has a value that is known.
func given(text types.String) bool { return text.ValueString() != "" }

func unknown(values ...attr.Value) bool { return slices.ContainsFunc(values, attr.Value.IsUnknown) }
