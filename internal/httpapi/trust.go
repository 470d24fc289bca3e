package httpapi

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// insecureSetting says what is wrong with an address to which a Client would send its credentials.
const insecureSetting = "is a remote address without TLS, and credentials would be sent there in clear. Use https://, or set allow_insecure_http = true to accept that."

// isRemoteHTTP reports whether what is sent to u can be read on the way: plain http, except to this machine itself.
func isRemoteHTTP(u *url.URL) bool {
	return u.Scheme == "http" && !oauthclient.IsLoopback(u.Hostname())
}

// checkTransport refuses a request that would show something secret to whoever listens. What New has not checked are
// requests with a URL of their own, which a server may have named, and with credentials of their own. From an https
// server no credential and no body goes to remote http, whatever is configured; from an http server it takes
// Config.AllowInsecureHTTP, as for the credentials of the configuration.
func (x *exchange) checkTransport() error {
	secure := x.client.base.Scheme == "https"
	secret := hasCredentials(x.header) || x.request.Credentials != nil || x.request.SecretBody || secure && len(x.request.Body) > 0
	if !isRemoteHTTP(x.target) || !secret || !secure && x.client.allowInsecureHTTP {
		return nil
	}
	failed := &oauthclient.Error{
		Kind: oauthclient.ErrDenied,
		Message: x.request.method() + " " + displayURL(x.target) +
			" was not sent: the address is without TLS, and what is secret in the request could be read on the way.",
		Advice: "Use https there, or set allow_insecure_http = true to accept that.",
	}
	if secure {
		failed.Advice = "The server in the provider configuration is reached over https, and must not send what is secret to http. Check what it gives as its own address."
	}
	return failed
}

// hasCredentials reports whether headers show who the caller is.
func hasCredentials(header http.Header) bool {
	return header.Get("Authorization") != "" || header.Get("Cookie") != ""
}

// sameOrigin compares scheme, host and port, as RFC 6454 section 5 does.
func sameOrigin(a, b *url.URL) bool { return origin(a) == origin(b) }

// origin returns scheme, host and port, the same text for the same origin.
func origin(u *url.URL) string {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port == "" || u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		return u.Scheme + "://" + host
	}
	return u.Scheme + "://" + host + ":" + port
}
