package httpapi

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/url"
	"strings"
)

// newTransport returns a transport of its own for one Client: http.DefaultTransport is copied, so that two provider
// configurations never see each other's certificates.
func newTransport(cfg Config) (*http.Transport, error) {
	tlsConfig, err := newTLSConfig(cfg)
	if err != nil {
		return nil, err
	}
	standard, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		standard = &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	}
	transport := standard.Clone()
	transport.TLSClientConfig = tlsConfig
	transport.MaxIdleConnsPerHost = cfg.MaxConcurrentRequests
	return transport, nil
}

func newTLSConfig(cfg Config) (*tls.Config, error) {
	config := &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: cfg.InsecureSkipVerify, //nolint:gosec // the user asked for it
	}
	if cfg.CACertPEM != "" {
		roots, err := x509.SystemCertPool()
		if err != nil {
			roots = x509.NewCertPool()
		}
		if !roots.AppendCertsFromPEM([]byte(cfg.CACertPEM)) {
			return nil, &ConfigError{"ca_cert_pem", "holds no certificate in PEM form."}
		}
		config.RootCAs = roots
	}
	switch {
	case cfg.ClientCertPEM == "" && cfg.ClientKeyPEM == "":
		return config, nil
	case cfg.ClientKeyPEM == "":
		return nil, &ConfigError{"client_key_pem", "is needed beside client_cert_pem."}
	case cfg.ClientCertPEM == "":
		return nil, &ConfigError{"client_cert_pem", "is needed beside client_key_pem."}
	case !x509.NewCertPool().AppendCertsFromPEM([]byte(cfg.ClientCertPEM)):
		return nil, &ConfigError{"client_cert_pem", "holds no certificate in PEM form."}
	}
	pair, err := tls.X509KeyPair([]byte(cfg.ClientCertPEM), []byte(cfg.ClientKeyPEM))
	if err != nil {
		return nil, &ConfigError{"client_key_pem", "is not the unencrypted private key, in PEM form, of the certificate in client_cert_pem."}
	}
	config.Certificates = []tls.Certificate{pair}
	return config, nil
}

// sameOrigin compares scheme, host and port, as RFC 6454 section 5 does.
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}
