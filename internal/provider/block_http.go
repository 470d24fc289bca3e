package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
)

// httpBlockName is the block of settings that are common to every backend.
const httpBlockName = "http"

func httpBlock() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "How the provider speaks HTTP, whatever the backend. A proxy is taken from the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`).",
		Attributes: map[string]schema.Attribute{
			"headers": schema.MapAttribute{
				Optional: true, Sensitive: true, ElementType: types.StringType,
				MarkdownDescription: "Headers to send with every request to the server, and to no other host." + fromEnvironment(httpBlockName, "headers") + " There, one `Name: value` a line.",
			},
			"ca_cert_pem": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Certificates of authorities to trust beside the system's, in PEM." + fromEnvironment(httpBlockName, "ca_cert_pem"),
			},
			"client_cert_pem": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Certificate to present for mutual TLS, in PEM, followed by its intermediates. Needs `client_key_pem`." + fromEnvironment(httpBlockName, "client_cert_pem"),
			},
			"client_key_pem": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Private key of `client_cert_pem`, in PEM." + fromEnvironment(httpBlockName, "client_key_pem"),
			},
			"insecure_skip_verify": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Accept any certificate of the server. Only for experiments: whoever sits in between can read the credentials. Default `false`." + fromEnvironment(httpBlockName, "insecure_skip_verify"),
			},
			"request_timeout": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "How long one attempt of a request may take, such as `30s`, which is the default." + fromEnvironment(httpBlockName, "request_timeout"),
			},
			"max_retries": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "How often a request is sent again that got no answer, or 429, 502, 503 or 504, when that is safe. Waits grow from one attempt to the next and honour `Retry-After`. Default `4`." + fromEnvironment(httpBlockName, "max_retries"),
			},
			"max_concurrent_requests": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "How many requests may be under way at the same time. Default `10`." + fromEnvironment(httpBlockName, "max_concurrent_requests"),
			},
		},
	}
}

// fromEnvironment is the sentence that names the environment variable of a setting.
func fromEnvironment(parts ...string) string {
	return " Can be set in the environment as `" + environmentName(parts...) + "`."
}

// httpSettings returns base with the settings of the http block.
func httpSettings(s *settings, base httpapi.Config) httpapi.Config {
	base.Headers = s.textMap("headers")
	base.CACertPEM = s.text("ca_cert_pem")
	base.ClientCertPEM = s.text("client_cert_pem")
	base.ClientKeyPEM = s.text("client_key_pem")
	base.InsecureSkipVerify = s.flag("insecure_skip_verify")
	base.RequestTimeout = s.duration("request_timeout")
	base.MaxConcurrentRequests = s.number("max_concurrent_requests", defaultConcurrency, 1, 1000)
	base.MaxRetries = s.number("max_retries", defaultRetries, 0, 100)
	if base.MaxRetries == 0 {
		base.MaxRetries = -1
	}
	return base
}

// What the documentation of the settings states.
const (
	defaultRetries     = 4
	defaultConcurrency = 10
)

// nullBlock returns a null value of the type of a block of the provider configuration.
func nullBlock(name string) types.Object {
	objectType, _ := blockSchema(name).GetType().(types.ObjectType)
	return types.ObjectNull(objectType.AttrTypes)
}

func blockSchema(name string) schema.SingleNestedAttribute {
	for _, block := range backendBlocks() {
		if block.name() == name {
			return block.schema
		}
	}
	return httpBlock()
}
