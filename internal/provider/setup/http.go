package setup

import "github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"

const (
	defaultRetries     = 4
	defaultConcurrency = 10
)

// httpBlock has what every backend's requests have in common.
var httpBlock = Block{
	Name: "http",
	Doc:  "How the provider speaks HTTP, whatever the backend. A proxy is taken from the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`).",
	Settings: []Setting{
		{Name: "headers", Kind: TextMap, Secret: true, Doc: "Headers to send with every request to the server, and to no other host."},
		{Name: "ca_cert_pem", Doc: "Certificates of authorities to trust beside the system's, in PEM."},
		{Name: "client_cert_pem", Doc: "Certificate to present for mutual TLS, in PEM, followed by its intermediates. Needs `client_key_pem`."},
		{Name: "client_key_pem", Secret: true, Doc: "Private key of `client_cert_pem`, in PEM."},
		{Name: "insecure_skip_verify", Kind: Flag, Doc: "Accept any certificate of the server. Only for experiments: whoever sits in between can read the credentials. Default `false`."},
		{Name: "allow_insecure_http", Kind: Flag, Doc: "Send credentials over plain http to a machine other than this one. Whoever sits in between can read them. Default `false`."},
		{Name: "request_timeout", Kind: Span, Doc: "How long one attempt of a request may take, such as `30s`, which is the default."},
		{Name: "max_retries", Kind: Number, Doc: "How often a request is sent again that got no answer, or 429, 502, 503 or 504, when that is safe. Waits grow from one attempt to the next and honour `Retry-After`. Default `4`."},
		{Name: "max_concurrent_requests", Kind: Number, Doc: "How many requests may be under way at the same time. Default `10`."},
		{Name: "requests_per_second", Kind: Number, Doc: "How many requests are sent in a second at most, all resources together. Left out, as many as the server takes."},
	},
}

// httpSettings completes what is common to all HTTP.
func httpSettings(s *Settings, base httpapi.Config) httpapi.Config {
	base.Headers = s.textMap("headers")
	base.CACertPEM = s.text("ca_cert_pem")
	base.ClientCertPEM = s.text("client_cert_pem")
	base.ClientKeyPEM = s.text("client_key_pem")
	base.InsecureSkipVerify = s.flag("insecure_skip_verify")
	base.AllowInsecureHTTP = s.flag("allow_insecure_http")
	if base.InsecureSkipVerify {
		s.warning("insecure_skip_verify", "Certificates are not verified",
			"Whoever sits between the provider and the server can read the credentials and the secrets of clients, and change what is sent. Put the certificate of the server's authority into ca_cert_pem instead.")
	}
	if base.AllowInsecureHTTP {
		s.warning("allow_insecure_http", "Credentials may be sent without TLS",
			"Where the address of the server or of its token endpoint is plain http, whoever sits in between can read the credentials and the secrets of clients.")
	}
	base.RequestsPerSecond = s.number("requests_per_second", 0, 0, 10000)
	base.RequestTimeout = s.span("request_timeout")
	base.MaxConcurrentRequests = s.whole("max_concurrent_requests", defaultConcurrency, 1, 1000)
	base.MaxRetries = s.whole("max_retries", defaultRetries, 0, 100)
	if base.MaxRetries == 0 {
		base.MaxRetries = -1 // to httpapi, 0 is its default
	}
	return base
}
