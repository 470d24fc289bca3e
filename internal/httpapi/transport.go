package httpapi

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"time"
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
	// The steps of an attempt have no bounds of their own that would be shorter, so that one setting is to blame.
	transport.DialContext = (&net.Dialer{Timeout: cfg.RequestTimeout, KeepAlive: keepAlive}).DialContext
	transport.TLSHandshakeTimeout = cfg.RequestTimeout
	transport.OnProxyConnectResponse = func(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
		if answer.StatusCode == http.StatusOK {
			return nil
		}
		return proxyRefusal{status: answer.StatusCode, proxy: displayProxy(proxy)}
	}
	return transport, nil
}

// keepAlive is that of http.DefaultTransport.
const keepAlive = 30 * time.Second

// proxyOf names the proxy that a request goes through, "" when it goes straight to the server.
func (c *Client) proxyOf(req *http.Request) string {
	if c.transport.Proxy == nil {
		return ""
	}
	proxy, err := c.transport.Proxy(req)
	if err != nil || proxy == nil {
		return ""
	}
	return displayProxy(proxy)
}

// displayProxy returns the address of a proxy without its user name and password.
func displayProxy(proxy *url.URL) string { return proxy.Scheme + "://" + proxy.Host }

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
