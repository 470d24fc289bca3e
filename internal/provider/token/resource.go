package token

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
	"github.com/oauth-clients/terraform-provider-oauth/internal/tokenendpoint"
)

// accessToken is the ephemeral resource. It has no Renew: what is renewed cannot be handed to those who use the token, since
// the answer to Renew has no place for a result.
type accessToken struct {
	connection *setup.Connection
}

var (
	_ ephemeral.EphemeralResource                   = (*accessToken)(nil)
	_ ephemeral.EphemeralResourceWithConfigure      = (*accessToken)(nil)
	_ ephemeral.EphemeralResourceWithValidateConfig = (*accessToken)(nil)
)

// NewAccessToken returns the ephemeral resource oauth_access_token.
func NewAccessToken() ephemeral.EphemeralResource { return &accessToken{} }

func (r *accessToken) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_access_token"
}

func (r *accessToken) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = resourceSchema
}

func (r *accessToken) Configure(_ context.Context, req ephemeral.ConfigureRequest, _ *ephemeral.ConfigureResponse) {
	if c, ok := req.ProviderData.(*setup.Connection); ok {
		r.connection = c
	}
}

// A model is the configuration and the result.
type model struct {
	TokenURL          types.String `tfsdk:"token_url"`
	Issuer            types.String `tfsdk:"issuer"`
	ClientID          types.String `tfsdk:"client_id"`
	ClientSecret      types.String `tfsdk:"client_secret"`
	Method            types.String `tfsdk:"token_endpoint_auth_method"`
	PrivateKeyPEM     types.String `tfsdk:"private_key_pem"`
	PrivateKeyJWK     types.String `tfsdk:"private_key_jwk"`
	KeyID             types.String `tfsdk:"key_id"`
	Algorithm         types.String `tfsdk:"token_endpoint_auth_signing_alg"`
	AssertionAudience types.String `tfsdk:"assertion_audience"`
	Scopes            types.Set    `tfsdk:"scopes"`
	Audience          types.Set    `tfsdk:"audience"`
	Resource          types.Set    `tfsdk:"resource"`
	Extra             types.Map    `tfsdk:"extra_parameters"`

	AccessToken   types.String `tfsdk:"access_token"`
	TokenType     types.String `tfsdk:"token_type"`
	ExpiresAt     types.String `tfsdk:"expires_at"`
	GrantedScopes types.Set    `tfsdk:"granted_scopes"`
}

// Open gets a token. The engine opens nothing whose configuration is not known.
func (r *accessToken) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	settings, ok := r.connection.Elsewhere(&resp.Diagnostics)
	if resp.Diagnostics.HasError() || !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeouts.Default)
	defer cancel()
	request := m.request()
	endpoint, err := tokenendpoint.Find(ctx, settings, m.location())
	var who tokenendpoint.Authentication
	if err == nil {
		who, err = m.authentication()
	}
	var token tokenendpoint.Token
	if err == nil {
		token, err = endpoint.Token(ctx, who, request)
	}
	r.connection.TellWait(&resp.Diagnostics)
	if err != nil {
		tell(&resp.Diagnostics, "Unable to get an access token", err)
		return
	}
	m.take(token)
	warnMissing(&resp.Diagnostics, request.Scopes, token.Scopes)
	resp.Diagnostics.Append(resp.Result.Set(ctx, &m)...)
}

func (m model) location() tokenendpoint.Location {
	return tokenendpoint.Location{TokenURL: m.TokenURL.ValueString(), Issuer: m.Issuer.ValueString()}
}

// authentication returns how the client authenticates, or an *tokenendpoint.Error.
func (m model) authentication() (tokenendpoint.Authentication, error) {
	who := tokenendpoint.Authentication{
		Method: m.Method.ValueString(), ClientID: m.ClientID.ValueString(), ClientSecret: m.ClientSecret.ValueString(),
		Audience: m.AssertionAudience.ValueString(),
	}
	var err error
	switch id, algorithm := m.KeyID.ValueString(), m.Algorithm.ValueString(); {
	case m.PrivateKeyPEM.ValueString() != "":
		who.Key, err = tokenendpoint.KeyFromPEM(m.PrivateKeyPEM.ValueString(), id, algorithm)
	case m.PrivateKeyJWK.ValueString() != "":
		who.Key, err = tokenendpoint.KeyFromJWK(m.PrivateKeyJWK.ValueString(), id, algorithm)
	}
	return who, err
}

func (m model) request() tokenendpoint.Request {
	request := tokenendpoint.Request{Scopes: texts(m.Scopes), Audience: texts(m.Audience), Resource: texts(m.Resource), Extra: map[string]string{}}
	for name, element := range m.Extra.Elements() {
		if text, ok := element.(types.String); ok && !text.IsNull() {
			request.Extra[name] = text.ValueString()
		}
	}
	return request
}

// texts returns the known elements of a set that are not empty.
func texts(set types.Set) []string {
	var found []string
	for _, element := range set.Elements() {
		if text, ok := element.(types.String); ok && text.ValueString() != "" {
			found = append(found, text.ValueString())
		}
	}
	return found
}

func (m *model) take(token tokenendpoint.Token) {
	m.AccessToken, m.TokenType = types.StringValue(token.AccessToken), types.StringValue(token.Type)
	if !token.ExpiresAt.IsZero() {
		m.ExpiresAt = types.StringValue(token.ExpiresAt.Format(time.RFC3339))
	}
	scopes := []attr.Value{}
	for _, scope := range slices.Compact(slices.Sorted(slices.Values(token.Scopes))) {
		scopes = append(scopes, types.StringValue(scope))
	}
	m.GrantedScopes = types.SetValueMust(types.StringType, scopes)
}

// warnMissing tells that the server granted less than was asked for, as RFC 6749 section 3.3 allows.
func warnMissing(diags *diag.Diagnostics, asked, granted []string) {
	var missing []string
	for _, scope := range asked {
		if !slices.Contains(granted, scope) {
			missing = append(missing, scope)
		}
	}
	if len(missing) == 0 {
		return
	}
	slices.Sort(missing)
	diags.AddAttributeWarning(path.Root(tokenendpoint.SettingScopes), "Scopes not granted: scopes",
		"The token endpoint issued a token without some of the scopes that were asked for: "+strings.Join(missing, ", ")+
			". Check the scopes that the client is registered with.")
}

// tell shows what went wrong at the attribute at fault.
func tell(diags *diag.Diagnostics, summary string, err error) {
	known, ok := errors.AsType[*tokenendpoint.Error](err)
	if !ok {
		diags.AddError(summary, err.Error())
		return
	}
	detail := known.Message
	if known.Advice != "" {
		detail += "\n\n" + known.Advice
	}
	if known.Code == "invalid_client" {
		detail += "\n\nA client that this apply is yet to make is not there while it is planned, which is when a token is asked for if all settings are known. " +
			"Make client_id wait for it: client_id = oauth_client.NAME.id != null ? oauth_client.NAME.client_id : null"
	}
	if known.Setting == "" {
		diags.AddError(summary, detail)
		return
	}
	report.Reporter{Diags: diags}.Attribute(known.Setting, summary, detail)
}
