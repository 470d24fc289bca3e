package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

// jwksFunction is provider::oauth::jwks.
type jwksFunction struct{}

var _ function.Function = jwksFunction{}

func newJWKSFunction() function.Function { return jwksFunction{} }

func (jwksFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "jwks"
}

func (jwksFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "JWK Set of public keys and certificates in PEM",
		MarkdownDescription: "Makes a JWK Set (RFC 7517) in JSON, as `jwks` of `oauth_client` wants it, of public keys and certificates in PEM.\n\n" +
			"Each public key, and each chain of certificates with the leaf first, becomes one key. Its `kid` is the thumbprint of RFC 7638; " +
			"a chain adds `x5c` and `x5t#S256`. `use` is `sig`, since Ory Hydra for one looks at no other keys for assertions; it is `enc` for a " +
			"certificate whose key usage is encryption only. `alg` is left open. Keys may be RSA, EC on P-256, P-384 or P-521, and Ed25519. " +
			"A private key is an error, since its place is not in a state; so is a key that is there twice.",
		VariadicParameter: function.StringParameter{
			Name:                "pem",
			MarkdownDescription: "Text with one or more blocks `PUBLIC KEY`, `RSA PUBLIC KEY` or `CERTIFICATE`.",
		},
		Return: function.StringReturn{},
	}
}

func (jwksFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var pems []string
	if resp.Error = req.Arguments.Get(ctx, &pems); resp.Error != nil {
		return
	}
	set, err := jwk.FromPEM(pems...)
	if err != nil {
		resp.Error = function.NewFuncError(err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, types.StringValue(set.Standard()))
}
