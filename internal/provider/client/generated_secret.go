package client

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// generatedSecret is an ephemeral resource that makes a secret and keeps it nowhere.
type generatedSecret struct{}

var _ ephemeral.EphemeralResource = generatedSecret{}

// NewGeneratedSecret returns the ephemeral resource oauth_client_secret.
func NewGeneratedSecret() ephemeral.EphemeralResource { return generatedSecret{} }

func (generatedSecret) Metadata(_ context.Context, _ ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = TypeName + "_secret"
}

func (generatedSecret) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Makes a client secret that no plan and no state holds: 52 characters of `A-Z` and `2-7` with 260 bits from a cryptographic source. " +
			"Hand it to `client_secret_wo` of `oauth_client` and, in the same apply, to a write-only attribute of what keeps it, such as a secret of Kubernetes or Vault. " +
			"It is another one each time, so give both a version that you change to have a new one set; without `client_secret_wo_version` every plan would set a new one.",
		Attributes: map[string]schema.Attribute{
			"secret": schema.StringAttribute{
				Computed: true, Sensitive: true, MarkdownDescription: "The secret.",
			},
		},
	}
}

func (generatedSecret) Open(ctx context.Context, _ ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	resp.Diagnostics.Append(resp.Result.SetAttribute(ctx, path.Root("secret"), oauthclient.NewSecret())...)
}
