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
	"strings"
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
	cause   error
	final   bool // another attempt would fail in the same way
	refused bool // the server broke off before it took the request, although parts of it had been written
	sent    bool // at least a part of the request may have been written
}

// Error returns the clause that describes the failure.
func (f *failure) Error() string { return f.what }

// Unwrap returns the cause.
func (f *failure) Unwrap() error { return f.cause }

// attemptTimeout is the error of an attempt that took longer than Config.RequestTimeout.
type attemptTimeout struct{ after time.Duration }

// Error says how long the attempt was given.
func (e attemptTimeout) Error() string { return fmt.Sprintf("no answer within %s", e.after) }

// describe says in the user's terms what err means and what can be done. The text of an error of net/http is the cause
// and no more, since *url.Error repeats the query.
func describe(err error) *failure {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	f := describeTLS(err)
	if f == nil {
		f = describeContext(err)
	}
	if f == nil {
		f = describeNetwork(err)
	}
	f.cause = err
	return f
}

func describeContext(err error) *failure {
	if timeout, ok := errors.AsType[attemptTimeout](err); ok {
		return &failure{what: "there was " + timeout.Error(), advice: "Raise request_timeout if the server is slow."}
	}
	switch {
	case errors.Is(err, context.Canceled):
		return &failure{what: "the operation was canceled", final: true}
	case errors.Is(err, context.DeadlineExceeded):
		return &failure{what: "the time allowed for the operation ran out", final: true}
	case errors.Is(err, errBodyTooLong):
		return &failure{what: err.Error(), final: true, advice: urlAdvice}
	}
	return nil
}

func describeTLS(err error) *failure {
	if refusesClientCertificate(err) {
		return &failure{
			kind: oauthclient.ErrDenied, refused: true, final: true,
			what:   "the server did not accept the TLS client certificate",
			advice: "Check client_cert_pem and client_key_pem.",
		}
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return &failure{
			final: true, what: "the server's certificate is signed by an authority that is not trusted",
			advice: "Put the certificate of that authority into ca_cert_pem.",
		}
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return &failure{
			final: true, what: "the server's certificate is for another host name",
			advice: "Use a host name the certificate is for; ca_cert_pem does not help here.",
		}
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return &failure{
			final: true, what: "the server's certificate is not valid",
			advice: "Check its dates and usage, and this machine's clock.",
		}
	}
	_, noTLS := errors.AsType[tls.RecordHeaderError](err)
	if noTLS || errors.Is(err, http.ErrSchemeMismatch) {
		return &failure{
			final: true, what: "the server does not speak TLS at this port",
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
	network, ok := errors.AsType[*net.OpError](err)
	if ok && network.Op == "proxyconnect" {
		return &failure{
			what:   "the proxy could not be reached",
			advice: "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY in the environment.",
		}
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return &failure{
			final: dns.IsNotFound, what: "the host name could not be resolved",
			advice: "Check the host name in the URL, and the proxy settings of the environment.",
		}
	}
	timeout, ok := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return &failure{
			what:   "the connection was refused",
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

// explain makes the caller's error of the last failure.
func (x *exchange) explain(f *failure) *oauthclient.Error {
	message := x.request.method() + " " + displayURL(x.target) + ": " + f.what
	if x.attempts > 1 {
		message += fmt.Sprintf(" (%d attempts)", x.attempts)
	}
	if f.said != "" {
		message += ": " + f.said
	}
	e := &oauthclient.Error{Kind: f.kind, Message: sentence(message), Advice: f.advice}
	if e.Kind == nil {
		e.Kind = oauthclient.ErrUnavailable
	}
	if x.lost && !x.request.idempotent() {
		e.Kind = oauthclient.ErrOutcomeUnknown
		e.Message += " The request had been sent, so it may have been carried out."
	}
	if f.cause != nil {
		// What net/http repeats of an answer that is no HTTP stands in quotes, where secrets are hard to recognize.
		text, _, _ := strings.Cut(f.cause.Error(), `"`)
		e.Err = &cause{err: f.cause, text: redact(strings.TrimRight(text, ": "), x.secrets())}
	}
	return e
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
