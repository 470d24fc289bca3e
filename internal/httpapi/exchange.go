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
)

const (
	maxBody      = 10 << 20
	maxRedirects = 5
)

var errBodyTooLong = fmt.Errorf("the answer is longer than %d MiB", maxBody>>20)

// An exchange is one call of Client.Do: a request and all attempts at it, which follow one another. It is the transport
// of the http.Client that follows the redirects of an attempt.
type exchange struct {
	client  *Client
	request Request
	target  *url.URL

	attempts int
	wait     time.Duration // before the next attempt
	response *Response     // of the last attempt; nil when it failed
	failure  *failure      // of the last attempt; nil when it was answered
	lost     bool          // an attempt may have been carried out without an answer that says so
	sent     []string      // the credentials of all attempts
}

// RoundTrip makes one attempt, or follows one redirect of it. The answer's body is read to its end here, so that the
// concurrency cap, the timeout and the retries cover the body too.
func (x *exchange) RoundTrip(req *http.Request) (*http.Response, error) {
	x.response, x.failure = nil, nil
	start := time.Now()
	answer, err := x.attempt(req)
	fields := map[string]any{
		"method": req.Method, "url": displayURL(req.URL), "attempt": x.attempts,
		"duration_ms": time.Since(start).Milliseconds(),
	}
	if err == nil {
		fields["status"] = answer.StatusCode
	} else {
		fields["error"] = x.failure.what
	}
	x.client.log(req.Context(), "HTTP request", fields)
	return answer, err
}

// attempt waits for its turn and sends req with credentials, a second time when the backend no longer takes a cached
// token. That second time is no retry: a request answered 401 was not carried out.
func (x *exchange) attempt(req *http.Request) (*http.Response, error) {
	c := x.client
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-req.Context().Done():
		return nil, x.fail(req.Context(), req.Context(), req.Context().Err(), false)
	}
	ctx, cancel := context.WithTimeout(req.Context(), c.timeout)
	defer cancel()
	answer, renewable, err := x.send(ctx, req)
	if err != nil || !renewable || answer.StatusCode != http.StatusUnauthorized {
		return answer, err
	}
	c.auth.forget(ctx, answer.Request.Header)
	if req.GetBody != nil {
		if req.Body, err = req.GetBody(); err != nil {
			return nil, x.fail(req.Context(), ctx, err, false)
		}
	}
	answer, _, err = x.send(ctx, req)
	return answer, err
}

// send sends req once. Renewable says that it carried cached credentials.
func (x *exchange) send(ctx context.Context, req *http.Request) (answer *http.Response, renewable bool, err error) {
	c, caller := x.client, req.Context()
	// The hook must see the headers before they are written. WroteHeaders would be too late for HTTP/2, which calls it
	// after the flush: a request canceled in between would pass for unsent.
	var sent atomic.Bool
	req = req.Clone(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaderField: func(string, []string) { sent.Store(true) },
	}))
	if c.auth != nil && sameOrigin(c.base, req.URL) && x.request.Header.Get("Authorization") == "" {
		if renewable, err = c.auth.authorize(ctx, req.Header); err != nil {
			return nil, false, x.fail(caller, ctx, err, false)
		}
	}
	x.sent = append(x.sent, credentials(req.Header)...)
	answer, err = c.transport.RoundTrip(req)
	if err != nil {
		return nil, false, x.fail(caller, ctx, err, sent.Load())
	}
	body, err := readBody(answer.Body)
	if err != nil {
		return nil, false, x.fail(caller, ctx, err, true)
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	x.keep(answer, body)
	return answer, renewable, nil
}

func readBody(body io.ReadCloser) ([]byte, error) {
	defer func() { _ = body.Close() }() // reading has already said what is wrong
	content, err := io.ReadAll(io.LimitReader(body, maxBody+1))
	if err == nil && len(content) > maxBody {
		err = errBodyTooLong
	}
	return content, err
}

// keep makes x.response of an answer.
func (x *exchange) keep(answer *http.Response, body []byte) {
	location, err := answer.Location()
	if err != nil {
		// Of one that is no URL, http.Client would make an error that repeats it, where the answer is wanted.
		answer.Header.Del("Location")
	}
	x.lost = x.lost || answer.StatusCode == http.StatusBadGateway || answer.StatusCode == http.StatusGatewayTimeout
	x.response = &Response{
		Status: answer.StatusCode, Header: answer.Header, Body: body,
		method: answer.Request.Method, url: answer.Request.URL, location: location,
		unknown: x.lost && !x.request.idempotent(),
		secrets: x.secrets,
	}
}

// fail makes x.failure of the error of an attempt. When the caller's context or the attempt's is done, that is the
// reason, whatever the error says.
func (x *exchange) fail(caller, attempt context.Context, err error, sent bool) error {
	switch {
	case caller.Err() != nil:
		err = caller.Err()
	case attempt.Err() != nil:
		err = attemptTimeout{x.client.timeout}
	}
	f, ok := errors.AsType[*failure](err)
	if !ok {
		f = describe(err)
	}
	f.sent = sent && !f.refused
	x.response, x.failure = nil, f
	x.lost = x.lost || f.sent
	return f
}

// secrets returns what no message about x may hold: the secrets of the Client, the credentials that were sent, and the
// parts of the query and of a JSON body that are named like secrets.
func (x *exchange) secrets() []string {
	secrets := slices.Concat(x.client.secrets, x.sent, querySecrets(x.target))
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

// followRedirect is the CheckRedirect of an exchange: headers of ours must not reach another origin, and a repeated
// write might be carried out twice.
func followRedirect(next *http.Request, before []*http.Request) error {
	first := before[0]
	read := first.Method == http.MethodGet || first.Method == http.MethodHead
	if !read || len(before) > maxRedirects || next.URL.User != nil || !sameOrigin(first.URL, next.URL) {
		return http.ErrUseLastResponse
	}
	return nil
}
