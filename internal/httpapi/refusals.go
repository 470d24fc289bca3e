package httpapi

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// theCredentials is what refusals calls the credentials of the Client; a server goes by its origin.
const theCredentials = "credentials"

// refusals are what was refused in this run, and why: a server that cannot be reached, or credentials. Whatever depends
// on it fails at once.
type refusals struct {
	mu    sync.Mutex
	found map[string]*failure
	news  chan struct{} // closed when another one is found
}

func newRefusals() *refusals {
	return &refusals{found: map[string]*failure{}, news: make(chan struct{})}
}

// add remembers the first refusal of a thing.
func (r *refusals) add(thing string, f *failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.found[thing] == nil {
		r.found[thing] = &failure{kind: f.kind, final: true, what: "was refused before in this run: " + f.what}
		close(r.news)
		r.news = make(chan struct{})
	}
}

// of returns the failure of a request that depends on a thing, nil when that was not refused.
func (r *refusals) of(thing string) *failure {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.found[thing]
}

func (r *refusals) changed() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.news
}

// refusedBefore returns why the request need not be sent, nil when it is to be.
func (x *exchange) refusedBefore() *failure {
	if f := x.client.refusals.of(origin(x.target)); f != nil || x.auth == nil {
		return f
	}
	return x.client.refusals.of(theCredentials)
}

// remember keeps a failure that the other requests of this run need not find out again.
func (x *exchange) remember(f *failure) {
	switch f.refuses {
	case nothing:
	case server:
		x.client.refusals.add(origin(x.target), f)
	case credentialsOfClient:
		x.client.refusals.add(theCredentials, f)
	}
}

// A trial lets the first request with the credentials of a Client go alone until the server has taken them: servers
// lock users after a few wrong passwords, and a run begins with many requests at once.
type trial struct {
	refusals *refusals
	turn     chan struct{} // held by the request on trial

	mu       sync.Mutex
	passed   chan struct{} // closed when requests need not go alone any more
	accepted bool          // an answer of success has been seen
}

func newTrial(r *refusals) *trial {
	return &trial{refusals: r, turn: make(chan struct{}, 1), passed: make(chan struct{})}
}

// enter waits until a request may be sent with the credentials. The function that it returns is to be called with what
// came of the attempt.
func (t *trial) enter(ctx context.Context) (leave func(*Response, *failure), refused *failure) {
	select {
	case <-t.passed:
		return t.learn, nil
	default:
	}
	select {
	case <-t.passed:
		return t.learn, nil
	case <-ctx.Done():
		return nil, ended(ctx.Err())
	case t.turn <- struct{}{}:
	}
	if f := t.refusals.of(theCredentials); f != nil {
		<-t.turn
		return nil, f
	}
	return func(response *Response, f *failure) {
		t.learn(response, f)
		<-t.turn
	}, nil
}

// learn takes note of what came of an attempt. An answer 401 is a refusal of the credentials unless they have been taken before in this
// run: then it is about that one request. Answers of gateways and limits say nothing about the credentials; a server
// that is too slow to answer would otherwise be asked by one request at a time.
func (t *trial) learn(response *Response, f *failure) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case f != nil:
		if _, slow := errors.AsType[attemptTimeout](f); slow && f.sent {
			t.pass()
		}
	case response.Status == http.StatusUnauthorized && !t.accepted:
		t.refusals.add(theCredentials, &failure{
			kind: oauthclient.ErrDenied,
			what: "the server answered 401 Unauthorized to the credentials in the provider configuration",
		})
	case response.OK():
		t.accepted = true
		t.pass()
	case response.Status/100 == 4 && response.Status != http.StatusUnauthorized && response.Status != http.StatusProxyAuthRequired &&
		response.Status != http.StatusRequestTimeout && response.Status != http.StatusTooManyRequests:
		t.pass()
	}
}

func (t *trial) pass() {
	select {
	case <-t.passed:
	default:
		close(t.passed)
	}
}
