package httpapi_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
)

func TestNew_error(t *testing.T) {
	t.Parallel()
	const base = "https://hydra.example/prefix"
	certificate, key := clientCertificate(t)
	_, otherKey := clientCertificate(t)
	tests := []struct {
		name    string
		config  httpapi.Config
		setting string
		says    string
	}{
		{"no URL", httpapi.Config{}, "base_url", "http:// or https://"},
		{"relative URL", httpapi.Config{BaseURL: "/admin"}, "base_url", "http:// or https://"},
		{"other scheme", httpapi.Config{BaseURL: "ftp://hydra.example"}, "base_url", "http:// or https://"},
		{"no host", httpapi.Config{BaseURL: "https:///admin"}, "base_url", "no host name"},
		{"only a port", httpapi.Config{BaseURL: "https://:443"}, "base_url", "no host name"},
		{"bad port", httpapi.Config{BaseURL: "https://user:hunter2@h:port"}, "base_url", "not a valid URL"},
		{"user information", httpapi.Config{BaseURL: "https://user:hunter2@hydra.example"}, "base_url", "user name or password"},
		{"query", httpapi.Config{BaseURL: base + "?token=hunter2"}, "base_url", "query"},
		{"empty query", httpapi.Config{BaseURL: base + "?"}, "base_url", "query"},
		{"fragment", httpapi.Config{BaseURL: base + "#x"}, "base_url", "fragment"},
		{"empty fragment", httpapi.Config{BaseURL: base + "#"}, "base_url", "fragment"},
		{"CA is no PEM", httpapi.Config{BaseURL: base, CACertPEM: "hunter2"}, "ca_cert_pem", "no certificate"},
		{"key missing", httpapi.Config{BaseURL: base, ClientCertPEM: certificate}, "client_key_pem", "needed"},
		{"certificate missing", httpapi.Config{BaseURL: base, ClientKeyPEM: key}, "client_cert_pem", "needed"},
		{"certificate is no PEM", httpapi.Config{BaseURL: base, ClientCertPEM: "hunter2", ClientKeyPEM: key}, "client_cert_pem", "no certificate"},
		{"key is no PEM", httpapi.Config{BaseURL: base, ClientCertPEM: certificate, ClientKeyPEM: "hunter2"}, "client_key_pem", "unencrypted private key"},
		{"key of another certificate", httpapi.Config{BaseURL: base, ClientCertPEM: certificate, ClientKeyPEM: otherKey}, "client_key_pem", "of the certificate"},
		{"negative timeout", httpapi.Config{BaseURL: base, RequestTimeout: -time.Second}, "request_timeout", "negative"},
		{"negative rate", httpapi.Config{BaseURL: base, RequestsPerSecond: -1}, "requests_per_second", "negative"},
		{"rate that is no number", httpapi.Config{BaseURL: base, RequestsPerSecond: math.NaN()}, "requests_per_second", "number"},
		{"negative settling time", httpapi.Config{BaseURL: base, SettlingTime: -1}, "settling_time", "negative"},
		{"host and port", httpapi.Config{BaseURL: "127.0.0.1:4445"}, "base_url", "must begin with http:// or https://; put that in front."},
		{"localhost and port", httpapi.Config{BaseURL: "localhost:4445/admin"}, "base_url", "put that in front"},
		{"host and path", httpapi.Config{BaseURL: "hydra.example/admin"}, "base_url", "put that in front"},
		{"token URL without scheme", httpapi.Config{BaseURL: base, Auth: httpapi.ClientCredentials("hydra.example:4444/token", "a", "hunter2", nil)}, "oauth2.token_url", "put that in front"},
		{"blank behind", httpapi.Config{BaseURL: base + " "}, "base_url", "begins or ends with a blank"},
		{"credentials of requests over http", httpapi.Config{BaseURL: "http://hydra.example", SendsCredentials: true}, "base_url", "without TLS"},
		{"negative cap", httpapi.Config{BaseURL: base, MaxConcurrentRequests: -1}, "max_concurrent_requests", "negative"},
		{"negative wait", httpapi.Config{BaseURL: base, RetryWaitMax: -1}, "retry_wait", "negative"},
		{"line break in user agent", httpapi.Config{BaseURL: base, UserAgent: "a\nb"}, "user_agent", "line break"},
		{"header name", httpapi.Config{BaseURL: base, Headers: map[string]string{"X Key": "hunter2"}}, "headers", "not a valid HTTP header name"},
		{"empty header name", httpapi.Config{BaseURL: base, Headers: map[string]string{"": "hunter2"}}, "headers", "not a valid HTTP header name"},
		{"header value", httpapi.Config{BaseURL: base, Headers: map[string]string{"X-Key": "hunter2\n"}}, "headers", "X-Key"},
		{"reserved header", httpapi.Config{BaseURL: base, Headers: map[string]string{"host": "h"}}, "headers", "host"},
		{"header against credentials", httpapi.Config{BaseURL: base, Auth: httpapi.Bearer("hunter2"), Headers: map[string]string{"authorization": "x"}}, "headers", "Authorization"},
		{"empty token", httpapi.Config{BaseURL: base, Auth: httpapi.Bearer("")}, "bearer_token", "empty"},
		{"token with line break", httpapi.Config{BaseURL: base, Auth: httpapi.Bearer("hunter2\n")}, "bearer_token", "trimspace"},
		{"user with colon", httpapi.Config{BaseURL: base, Auth: httpapi.Basic("a:b", "hunter2")}, "username", "colon"},
		{"no user", httpapi.Config{BaseURL: base, Auth: httpapi.Basic("", "hunter2")}, "username", "empty"},
		{"password with line break", httpapi.Config{BaseURL: base, Auth: httpapi.Basic("a", "hunter2\n")}, "password", "trimspace"},
		{"cookie with line break", httpapi.Config{BaseURL: base, Auth: httpapi.Cookie("a=hunter2\r")}, "cookie", "trimspace"},
		{"token URL", httpapi.Config{BaseURL: base, Auth: httpapi.ClientCredentials("token", "a", "hunter2", nil)}, "oauth2.token_url", "http:// or https://"},
		{"no client ID", httpapi.Config{BaseURL: base, Auth: httpapi.ClientCredentials(base, "", "hunter2", nil)}, "oauth2.client_id", "empty"},
		{"no client secret", httpapi.Config{BaseURL: base, Auth: httpapi.ClientCredentials(base, "a", "", nil)}, "oauth2.client_secret", "empty"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			client, err := httpapi.New(tc.config)
			failed, ok := errors.AsType[*httpapi.ConfigError](err)
			if !ok || client != nil {
				t.Fatalf("New returned %v and the error %v, want a *ConfigError alone", client, err)
			}
			if failed.Setting != tc.setting {
				t.Errorf("the setting is %q, want %q", failed.Setting, tc.setting)
			}
			wantText(t, failed.Message, tc.says)
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%q repeats a value", err)
			}
		})
	}
}
