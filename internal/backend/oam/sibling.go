package oam

import (
	"context"
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
	backend *Backend
	// what says which it is, for people; id is what an import takes.
	what, id string
	endpoint string
	query    url.Values
	// read returns what an answer shows, nil when it shows none.
	read func(body []byte) (*T, error)
	// has reports whether what is shown has all of what was sent.
	has func(shown, sent T) bool
}

func (s sibling[T]) get(ctx context.Context) (T, error) {
	var none T
	response, err := s.backend.send(ctx, request{method: http.MethodGet, endpoint: s.endpoint, query: s.query})
	switch {
	case isNotFound(response):
		return none, &oauthclient.Error{Kind: oauthclient.ErrNotFound, Message: fmt.Sprintf("OAM has no %s %q.", s.what, s.id)}
	case err != nil:
		return none, err
	}
	found, err := s.read(response.Body)
	if err != nil {
		return none, unreadable(err)
	}
	if found == nil {
		return none, unreadable(fmt.Errorf("it shows no %s", s.what))
	}
	return *found, nil
}

// create makes it and returns it as the server shows it. One that is there already is ErrAlreadyExists, unless it may
// have been made by this very request and has all that was asked for.
func (s sibling[T]) create(ctx context.Context, sent T) (T, error) {
	response, err := s.backend.send(ctx, request{method: http.MethodPost, endpoint: s.endpoint, body: sent})
	lost := errors.Is(err, oauthclient.ErrOutcomeUnknown) || response != nil && response.OutcomeUnknown()
	switch {
	case lost:
		found, awaitErr := s.awaitHaving(ctx, sent)
		if awaitErr != nil {
			return found, errors.Join(err, awaitErr)
		}
		if !s.has(found, sent) {
			return found, s.alreadyExists(err)
		}
		return found, nil
	case refused(response):
		found, readErr := s.get(ctx)
		if readErr != nil {
			return found, err
		}
		return found, s.alreadyExists(nil)
	case err != nil:
		var none T
		return none, err
	}
	return s.awaitHaving(ctx, sent)
}

func (s sibling[T]) alreadyExists(cause error) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrAlreadyExists, Err: cause,
		Message: fmt.Sprintf("OAM has the %s %q already.", s.what, s.id),
		Advice:  "Choose another name, or bring it under management with: terraform import ADDRESS " + asArgument(s.id),
	}
}

// update sends all of it; what is empty is cleared.
func (s sibling[T]) update(ctx context.Context, sent T) (T, error) {
	response, err := s.backend.send(ctx, request{method: http.MethodPut, endpoint: s.endpoint, query: s.query, body: sent})
	if err != nil {
		var none T
		return none, s.orNotFound(ctx, response, err)
	}
	return s.awaitHaving(ctx, sent)
}

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
// with ErrNotStored.
func (s sibling[T]) awaitHaving(ctx context.Context, sent T) (T, error) {
	var found T
	has := false
	err := s.backend.await(ctx, func() (bool, error) {
		var err error
		found, err = s.get(ctx)
		has = err == nil && s.has(found, sent)
		return has, err
	})
	if err == nil && !has {
		err = &oauthclient.Error{
			Kind:    oauthclient.ErrNotStored,
			Message: fmt.Sprintf("The server took the %s %q and does not show it as it was sent, %s later.", s.what, s.id, s.backend.patience),
			Advice:  "The next plan shows what it has instead.",
		}
	}
	return found, err
}

// remove deletes it. That it is gone already is no error. A refusal is not waited out, unlike that of a client: OAM
// refuses to delete what is in use.
func (s sibling[T]) remove(ctx context.Context) error {
	response, err := s.backend.send(ctx, request{method: http.MethodDelete, endpoint: s.endpoint, query: s.query})
	if err != nil {
		if err = s.orNotFound(ctx, response, err); errors.Is(err, oauthclient.ErrNotFound) {
			return nil
		}
		return err
	}
	return s.backend.awaitGone(ctx, func() error { _, err := s.get(ctx); return err })
}
