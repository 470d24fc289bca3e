package oam

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A sibling is an identity domain or a resource server: what a client needs beside it. Values of T are what is sent and
// what is shown.
type sibling[T any] struct {
	driver *Driver
	// what says which it is, for people; id is what an import takes.
	what, id string
	endpoint string
	query    url.Values
	// read returns what an answer shows; nil members are those that it does not show.
	read func(body []byte) (*T, error)
	// has reports whether what is shown has all of what was sent.
	has func(shown, sent T) bool
}

func (s sibling[T]) get(ctx context.Context) (*T, error) {
	response, err := s.driver.send(ctx, request{method: http.MethodGet, endpoint: s.endpoint, query: s.query})
	switch {
	case isNotFound(response):
		return nil, &oauthclient.Error{Kind: oauthclient.ErrNotFound, Message: fmt.Sprintf("OAM has no %s %q.", s.what, s.id)}
	case err != nil:
		return nil, err
	}
	found, err := s.read(response.Body)
	if err != nil {
		return nil, unreadable(err)
	}
	return found, nil
}

// create makes it and returns it as the server shows it; also together with an error, once the server has said that it
// was made. One that is there already is ErrAlreadyExists, unless it may have been made by this very request and has all
// that was asked for.
func (s sibling[T]) create(ctx context.Context, sent T) (*T, error) {
	response, err := s.driver.send(ctx, request{method: http.MethodPost, endpoint: s.endpoint, body: sent})
	lost := errors.Is(err, oauthclient.ErrOutcomeUnknown) || response != nil && response.OutcomeUnknown()
	switch {
	case lost:
		return s.recover(ctx, sent, err)
	case refused(response):
		if _, readErr := s.get(ctx); readErr == nil {
			err = s.alreadyExists(nil)
		}
		return nil, err
	case err != nil:
		return nil, err
	}
	return s.awaitHaving(ctx, sent)
}

// recover finds out what became of a creation that was not answered.
func (s sibling[T]) recover(ctx context.Context, sent T, cause error) (*T, error) {
	var found *T
	err := s.driver.await(ctx, func() (bool, error) {
		var err error
		found, err = s.get(ctx)
		return err == nil, err
	})
	switch {
	case err != nil:
		return nil, errors.Join(cause, err)
	case !s.has(*found, sent):
		return nil, s.alreadyExists(cause)
	}
	return found, nil
}

func (s sibling[T]) alreadyExists(cause error) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrAlreadyExists, Err: cause,
		Message: fmt.Sprintf("OAM has the %s %q already.", s.what, s.id),
		Advice:  "Choose another name, or bring it under management with: terraform import ADDRESS " + asArgument(s.id),
	}
}

// update sends all of it; what is empty is cleared. It returns it as the server shows it, also together with an error,
// once the server has said that it was changed.
func (s sibling[T]) update(ctx context.Context, sent T) (*T, error) {
	response, err := s.driver.send(ctx, request{method: http.MethodPut, endpoint: s.endpoint, query: s.query, body: sent})
	if err != nil {
		return nil, s.orNotFound(ctx, response, err)
	}
	return s.awaitHaving(ctx, sent)
}

// orNotFound returns ErrNotFound for a write that was refused because there is nothing to write to, else the refusal.
func (s sibling[T]) orNotFound(ctx context.Context, response *httpapi.Response, refusal error) error {
	if !refused(response) {
		return refusal
	}
	_, err := s.get(ctx)
	if errors.Is(err, oauthclient.ErrNotFound) {
		return err
	}
	return refusal
}

// awaitHaving waits until the server shows what was sent. When it does not in time, what it showed last is returned
// with ErrNotStored; what was sent, when it showed nothing.
func (s sibling[T]) awaitHaving(ctx context.Context, sent T) (*T, error) {
	last, has := &sent, false
	err := s.driver.await(ctx, func() (bool, error) {
		found, err := s.get(ctx)
		if err != nil {
			return false, err
		}
		last, has = found, s.has(*found, sent)
		return has, nil
	})
	if !has && (err == nil || errors.Is(err, oauthclient.ErrNotFound)) {
		err = &oauthclient.Error{
			Kind:    oauthclient.ErrNotStored,
			Message: fmt.Sprintf("The server took the %s %q, and does not show it as it was sent %s later.", s.what, s.id, s.driver.patience),
			Advice:  "The next plan shows what it has instead.",
		}
	}
	return last, err
}

// remove deletes it. That it is gone already is no error. A refusal is not waited out, unlike that of a client: OAM
// refuses to delete what is in use.
func (s sibling[T]) remove(ctx context.Context) error {
	response, err := s.driver.send(ctx, request{method: http.MethodDelete, endpoint: s.endpoint, query: s.query})
	if err != nil {
		if err = s.orNotFound(ctx, response, err); errors.Is(err, oauthclient.ErrNotFound) {
			return nil
		}
		return err
	}
	return s.driver.awaitGone(ctx, func() error { _, err := s.get(ctx); return err })
}

// onlyElement returns the element of a JSON array that has only one, and any other body as it is.
func onlyElement(body []byte) []byte {
	var elements []json.RawMessage
	if json.Unmarshal(body, &elements) == nil && len(elements) == 1 {
		return elements[0]
	}
	return body
}
