package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const maxRedirects = 5

// An exchange is one call of Client.Do: a request and all attempts at it, which follow one another.
type exchange struct {
	client  *Client
	request Request
	target  *url.URL
	header  http.Header // less the credentials of the Client
	auth    authorizer  // those credentials; nil when the request carries none, or its own

	attempts int
	response *Response // of the last attempt; nil when it failed
	failure  *failure  // of the last attempt; nil when it was answered
	lost     bool      // an attempt at a write may have been carried out without an answer that says so
	sent     []string  // the credentials of all attempts
}

func (c *Client) newExchange(request Request) (*exchange, error) {
	address, err := c.target(request)
	if err != nil {
		return nil, err
	}
	built, err := http.NewRequest(request.method(), address, nil) //nolint:noctx // it is never sent
	if err != nil {
		return nil, invalidRequest("the method or the URL of the request is not valid")
	}
	x := &exchange{client: c, request: request, target: built.URL, header: c.header(request, built.URL)}
	switch {
	case request.Credentials != nil:
		x.auth = request.Credentials.authorizer
	case sameOrigin(c.base, x.target) && request.Header.Get("Authorization") == "":
		x.auth = c.auth
	}
	if err := x.checkTransport(); err != nil {
		return nil, err
	}
	return x, nil
}

// attempt sends the request once and sets response or failure.
func (x *exchange) attempt(ctx context.Context) {
	x.attempts++
	x.response, x.failure = nil, nil
	start := time.Now()
	x.response, x.failure = x.try(ctx)
	fields := map[string]any{
		"method": x.request.method(), "url": displayURL(x.target), "attempt": x.attempts,
		"duration_ms": time.Since(start).Milliseconds(),
	}
	switch {
	case x.failure != nil:
		x.lost = x.lost || x.failure.sent && x.request.write()
		fields["error"] = x.failure.what
	default:
		x.response.notDone = x.request.RetryResponse != nil && x.request.RetryResponse(x.response)
		x.lost = x.lost || x.request.write() && x.response.undecided()
		x.response.lost = x.lost
		fields["status"] = x.response.Status
	}
	x.client.log(ctx, "HTTP request", fields)
}

// try waits for its turn and sends the request with credentials, a second time when the backend no longer takes a
// cached token. That second time is no retry: a request answered 401 was not carried out.
func (x *exchange) try(ctx context.Context) (*Response, *failure) {
	c := x.client
	if f := x.refusedBefore(); f != nil {
		return nil, f
	}
	leave := func(*Response, *failure) {}
	if x.auth != nil {
		var f *failure
		if leave, f = c.trial.enter(ctx); f != nil {
			return nil, f
		}
	}
	response, f := x.tryInTurn(ctx)
	switch {
	case f != nil && f.final:
		x.remember(f)
	case f == nil && response.Status == http.StatusProxyAuthRequired:
		x.remember(describe(proxyRefusal{response.Status, response.proxy}, ""))
	}
	leave(response, f)
	return response, f
}

func (x *exchange) tryInTurn(ctx context.Context) (*Response, *failure) {
	c := x.client
	if f := c.pace.enter(ctx); f != nil {
		return nil, f
	}
	defer c.pace.leave()
	if f := x.refusedBefore(); f != nil { // while it waited
		return nil, f
	}
	response, renewable, f := x.send(ctx)
	if f != nil || !renewable || response.Status != http.StatusUnauthorized || ctx.Err() != nil {
		return response, f
	}
	response, _, f = x.send(ctx)
	return response, f
}

// send authorizes the request, sends it and follows its redirects. Renewable says that it was sent with a cached token
// that was refused, and that has been forgotten.
func (x *exchange) send(ctx context.Context) (response *Response, renewable bool, f *failure) {
	c := x.client
	header := x.header.Clone()
	if x.auth != nil {
		bounded, cancel := context.WithTimeoutCause(ctx, c.timeout, attemptTimeout{after: c.timeout})
		defer cancel()
		var err error
		if renewable, err = x.auth.authorize(bounded, header); err != nil {
			f := whyFailed(ctx, bounded, err, false)
			if timeout, slow := errors.AsType[attemptTimeout](f); slow {
				f.what, f.advice = fmt.Sprintf("no access token came within %s (request_timeout)", timeout.after), slowAdvice
			}
			return nil, false, f
		}
	}
	x.sent = append(x.sent, credentials(header)...)
	flight, land := x.flight(ctx)
	defer land()
	target := x.target
	for hops := 0; ; hops++ {
		if ctx.Err() != nil {
			return nil, false, ended(ctx.Err())
		}
		if response, f = x.roundTrip(ctx, flight, target, header); f != nil {
			return nil, false, f
		}
		if target = response.redirectTarget(); target == nil || hops == maxRedirects || x.request.NoRedirects {
			break
		}
	}
	if renewable && response.Status == http.StatusUnauthorized {
		x.auth.forget(flight, header)
	}
	return response, renewable, nil
}

// flight returns the context of an attempt. A write outlives ctx for a while, since nobody could tell what became of one
// that was cut off.
func (x *exchange) flight(ctx context.Context) (context.Context, context.CancelFunc) {
	land := func() {}
	if x.request.write() {
		ctx, land = settling(ctx, x.client.settlingTime)
	}
	timeout := x.client.timeout
	bounded, cancel := context.WithTimeoutCause(ctx, timeout, attemptTimeout{after: timeout})
	return bounded, func() { cancel(); land() }
}

// roundTrip sends the request to one address. The answer's body is read to its end here, so that the limits on requests
// and time cover the body too.
func (x *exchange) roundTrip(caller, flight context.Context, target *url.URL, header http.Header) (*Response, *failure) {
	// The hook must see the headers before they are written. WroteHeaders would be too late for HTTP/2, which calls it
	// after the flush: a request canceled in between would pass for unsent.
	var sent atomic.Bool
	traced := httptrace.WithClientTrace(flight, &httptrace.ClientTrace{
		WroteHeaderField: func(string, []string) { sent.Store(true) },
	})
	var body io.Reader // a nil []byte would be a body without bytes, sent in chunks
	if len(x.request.Body) > 0 {
		body = bytes.NewReader(x.request.Body)
	}
	req, err := http.NewRequestWithContext(traced, x.request.method(), target.String(), body)
	if err != nil {
		return nil, describe(err, "")
	}
	req.Header = header.Clone()
	proxy := x.client.proxyOf(req)
	answer, err := x.client.transport.RoundTrip(req) //nolint:bodyclose // Reading it closes it.
	if err != nil {
		return nil, whyFailed(caller, flight, describe(err, proxy), sent.Load())
	}
	content, err := x.client.bodies.read(flight, answer.Body)
	if err != nil {
		return nil, whyFailed(caller, flight, describe(err, proxy), true)
	}
	location, _ := answer.Location() // nil if there is none
	return &Response{
		Status: answer.StatusCode, Header: answer.Header, Body: content,
		method: x.request.method(), url: target, location: location, proxy: proxy,
		write: x.request.write(), missing: x.missingCredentials(header), secrets: x.secrets,
		contradictory: contradictsItself(content),
	}, nil
}

// missingCredentials says why a request went without credentials, "" when it had some.
func (x *exchange) missingCredentials(header http.Header) string {
	switch {
	case hasCredentials(header) || x.request.SecretBody:
		return ""
	case x.client.auth == nil:
		return "The server wants credentials and none are configured."
	}
	return "No credentials were sent: those in the provider configuration are for " + origin(x.client.base) + " only."
}

// outcome returns what Do returns after the last attempt.
func (x *exchange) outcome() (*Response, error) {
	if x.failure != nil {
		x.remember(x.failure)
		return nil, x.explain(x.failure)
	}
	return x.response, nil
}

// stopped returns the error of a request whose context ended in a wait for another attempt.
func (x *exchange) stopped(err error) error {
	f := ended(err)
	if x.failure != nil {
		f.what += " after an attempt that failed, since " + x.failure.what
	} else {
		f.what += " after the answer " + x.response.statusText()
	}
	return x.explain(f)
}

// explain makes the caller's error of a failure.
func (x *exchange) explain(f *failure) error {
	message := x.request.method() + " " + displayURL(x.target) + ": " + f.what
	if x.attempts > 1 {
		message += fmt.Sprintf(" (%d attempts)", x.attempts)
	}
	if f.said != "" {
		message += ": " + f.said
	}
	e := &oauthclient.Error{Kind: f.kind, Message: sentence(message), Advice: f.advice, Status: f.status}
	if e.Kind == nil {
		e.Kind = oauthclient.ErrUnavailable
	}
	if x.lost {
		e.Kind = oauthclient.ErrOutcomeUnknown
		e.Message += " " + maybeDone
	}
	switch {
	case f.ended != nil:
		return &endedError{failed: e, reason: f.ended}
	case f.cause != nil:
		// What net/http repeats of an answer that is no HTTP stands in quotes, where secrets are hard to recognize.
		text, _, _ := strings.Cut(f.cause.Error(), `"`)
		e.Err = &cause{err: f.cause, text: redact(strings.TrimRight(strings.ToValidUTF8(text, "?"), ": "), x.secrets())}
	}
	return e
}

// secrets returns what no message about x may hold: the secrets of the Client, the credentials that were sent, and the
// parts of the query and of the body, a form or JSON, that are named like secrets.
func (x *exchange) secrets() []string {
	secrets := slices.Concat(x.client.secrets, x.sent, querySecrets(x.target))
	if x.request.SecretBody {
		secrets = append(secrets, querySecrets(&url.URL{RawQuery: string(x.request.Body)})...)
	}
	var body any
	if json.Unmarshal(x.request.Body, &body) == nil {
		secrets = append(secrets, secretMembers(body)...)
	}
	return secrets
}

// credentials returns the credentials in the headers of a request, with and without the name of their scheme.
func credentials(header http.Header) []string {
	var found []string
	for _, value := range header.Values("Authorization") {
		_, bare, _ := strings.Cut(value, " ")
		found = append(found, value, bare)
	}
	return found
}
