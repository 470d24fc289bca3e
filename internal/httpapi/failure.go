package httpapi

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A failure says why an attempt brought no usable answer.
type failure struct {
	kind    error  // nil: ErrUnavailable or ErrOutcomeUnknown, as the request has it
	what    string // a clause in our words, fit for logs
	said    string // a server's words, not for logs; empty when no server said anything
	advice  string
	status  int           // of the answer that is the failure, 0 for none
	cause   error         // may be nil
	ended   error         // the error of the context that was done, nil for another reason
	asked   time.Duration // the wait that a server asked for
	final   bool          // another attempt would fail in the same way
	broken  bool          // the server broke off before it took the request, although parts of it had been written
	sent    bool          // at least a part of the request may have been written
	refuses refused       // what the rest of the run need not try
}

// refused is what a failure says about other requests.
type refused int

const (
	nothing refused = iota
	server
	credentialsOfClient
)

// Error returns the clause that describes the failure.
func (f *failure) Error() string { return f.what }

// Unwrap returns the cause.
func (f *failure) Unwrap() error { return f.cause }

// attemptTimeout is the error of an attempt that took longer than Config.RequestTimeout.
type attemptTimeout struct{ after time.Duration }

// Error says how long the attempt was given.
func (e attemptTimeout) Error() string { return fmt.Sprintf("no answer within %s", e.after) }

const slowAdvice = "Raise request_timeout if the server is slow."

// proxyRefusal is the error of a proxy that did not open a way to the server.
type proxyRefusal struct {
	status int
	proxy  string
}

// Error says what the proxy answered.
func (e proxyRefusal) Error() string {
	return fmt.Sprintf("the proxy %s answered %d %s", e.proxy, e.status, http.StatusText(e.status))
}

// whyFailed returns the failure of an attempt from an error, which may be one. When the caller's context or that of the
// attempt is done, that is the reason, whatever the error says.
func whyFailed(caller, attempt context.Context, err error, sent bool) *failure {
	f, ok := errors.AsType[*failure](err)
	if !ok {
		f = describe(err, "")
	}
	timeout, tooSlow := errors.AsType[attemptTimeout](context.Cause(attempt))
	over, cut := errors.AsType[graceOver](context.Cause(attempt))
	switch {
	case cut:
		f = ended(over.reason)
		f.what += ", and " + over.Error()
	case attempt.Err() != nil && caller.Err() != nil && !tooSlow:
		f = ended(caller.Err())
	case tooSlow && sent:
		f = &failure{what: fmt.Sprintf("there was %s (request_timeout)", timeout), cause: timeout, advice: slowAdvice}
	case tooSlow:
		f = &failure{
			what: fmt.Sprintf("no connection could be made within %s (request_timeout)", timeout.after), cause: timeout,
			advice: "Check that the URL names the right host and port, and that no firewall is in between.",
		}
	}
	f.sent = sent && !f.broken
	return f
}

// ended returns the failure of a request whose context was done.
func ended(err error) *failure {
	f := &failure{what: "the operation was canceled", advice: "Run it again to go on.", final: true, ended: err}
	if errors.Is(err, context.DeadlineExceeded) {
		f.what, f.advice = "the time allowed for the operation ran out", "Raise it in the timeouts block of the resource."
	}
	return f
}

// describe says in the user's terms what err means and what can be done. The text of an error of net/http is the cause
// and no more, since *url.Error repeats the query. Proxy names the proxy that the request went through.
func describe(err error, proxy string) *failure {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	f := describeProxy(err, proxy)
	if f == nil {
		f = describeTLS(err)
	}
	if f == nil {
		f = describeNetwork(err)
	}
	f.cause = err
	return f
}

// describeProxy returns nil for what no proxy is to blame for.
func describeProxy(err error, proxy string) *failure {
	if refusal, ok := errors.AsType[proxyRefusal](err); ok {
		f := &failure{what: refusal.Error(), status: refusal.status, broken: true, advice: "Check what the proxy lets through, and NO_PROXY in the environment."}
		if refusal.status == http.StatusProxyAuthRequired {
			f.kind, f.final, f.refuses, f.advice = oauthclient.ErrDenied, true, server, proxyAdvice
		}
		return f
	}
	network, ok := errors.AsType[*net.OpError](err)
	if !ok || network.Op != "proxyconnect" {
		return nil
	}
	f := describeNetwork(network.Err)
	return &failure{
		what: "the proxy " + proxy + " could not be reached, since " + f.what, final: f.final, refuses: f.refuses,
		advice: "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY in the environment.",
	}
}

func describeTLS(err error) *failure {
	if refusesClientCertificate(err) {
		return &failure{
			kind: oauthclient.ErrDenied, broken: true, final: true, refuses: server,
			what:   "the server did not accept the TLS client certificate",
			advice: "Check client_cert_pem and client_key_pem.",
		}
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return &failure{
			final: true, refuses: server, what: "the server's certificate is signed by an authority that is not trusted",
			advice: "Put the certificate of that authority into ca_cert_pem.",
		}
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return &failure{
			final: true, refuses: server, what: "the server's certificate is for another host name",
			advice: "Use a host name the certificate is for; ca_cert_pem does not help here.",
		}
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return &failure{
			final: true, refuses: server, what: "the server's certificate is not valid",
			advice: "Check its dates and usage, and this machine's clock.",
		}
	}
	_, noTLS := errors.AsType[tls.RecordHeaderError](err)
	if noTLS || errors.Is(err, http.ErrSchemeMismatch) {
		return &failure{
			final: true, refuses: server, what: "the server does not speak TLS at this port",
			advice: "Use http:// instead of https://, or the port for TLS.",
		}
	}
	return nil
}

// certificateAlerts are the TLS alerts (RFC 8446 section 6.2) with which a server refuses a client's certificate:
// bad, unsupported, revoked, expired and unknown certificate, unknown CA, access denied, certificate required. In TLS
// 1.3 they arrive only after the client has begun to write the request, which the server then never reads.
var certificateAlerts = []tls.AlertError{42, 43, 44, 45, 46, 48, 49, 116}

func refusesClientCertificate(err error) bool {
	remote, ok := errors.AsType[*net.OpError](err)
	if !ok || remote.Op != "remote error" || remote.Err == nil {
		return false
	}
	for _, alert := range certificateAlerts {
		// crypto/tls wraps a type of its own here, which has nothing in common with AlertError but the text.
		if remote.Err.Error() == alert.Error() {
			return true
		}
	}
	return false
}

func describeNetwork(err error) *failure {
	if errors.Is(err, errBodyTooLong) {
		return &failure{what: err.Error(), final: true, advice: urlAdvice}
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return &failure{
			final: dns.IsNotFound, refuses: server, what: "the host name could not be resolved",
			advice: "Check the host name in the URL, and the proxy settings of the environment.",
		}
	}
	timeout, ok := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return &failure{
			refuses: server, what: "the connection was refused",
			advice: "Check that the server is running and that the URL names its host and port.",
		}
	case ok && timeout.Timeout():
		return &failure{
			what:   "the connection timed out",
			advice: "Check that the URL names the right host and port, and that no firewall is in between.",
		}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return &failure{what: "the connection was closed before the answer was complete"}
	}
	return &failure{what: "no usable answer came"}
}

// A cause is an error whose text is safe to show.
type cause struct {
	err  error
	text string
}

// Error returns the text without secrets.
func (c *cause) Error() string { return c.text }

// Unwrap returns the original error, for errors.Is and errors.As.
func (c *cause) Unwrap() error { return c.err }
