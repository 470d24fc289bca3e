package registration

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const (
	// probeTimeout bounds the reads that only make later operations better, and foreignTimeout the one at a host
	// that may be known to the server only.
	probeTimeout   = 10 * time.Second
	foreignTimeout = 4 * time.Second
)

// serverTraits is what a read of the first client that is made in a run tells about all of them.
type serverTraits struct {
	// place says which of the candidates leads to the client; nowhere that none does.
	place  int
	traits []string
	// silent says that the address which the server gave did not answer at all, so that it may do so elsewhere.
	silent bool
}

const nowhere = -1

// getToKnow finds out what must be known of a new client before Terraform's first plan: where it is, whether a read
// replaces its token or secret, and whether the answer that made it says what is stored. That costs one read for all
// clients that are made in a run, and one for each client where answers do not say what is stored, or may not.
//
// A server that issued neither a token nor an address may still manage its clients at the usual one with the initial
// access token, as some do. If it does not, it has registration only (RFC 7591 without 7592).
func (d *Driver) getToKnow(ctx context.Context, s *session, endpoint string, answer jsonwire.Object, desired oauthclient.Client) oauthclient.Result {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	places := d.candidates(endpoint, answer)
	var read jsonwire.Object
	found, err := d.serverTraits.get(ctx, func(ctx context.Context) (serverTraits, error) {
		var m serverTraits
		var err error
		m, read, err = s.probe(ctx, places, answer)
		return m, err
	})
	if err != nil {
		s.uri = firstOf(places, s)
		return s.notRead(answer, desired, err)
	}
	if found.place == nowhere {
		return s.unreachable(places, found.silent, answer, desired)
	}
	s.uri = places[found.place]
	s.learn(found.traits...)
	if read == nil && (s.has(answersEcho) || s.has(answersHold) && saysEmpty(desired)) {
		if own, err := s.get(ctx); err == nil {
			read = own
		}
	}
	s.compare(answer, read)
	if s.has(answersEcho) && read != nil {
		answer = read
	}
	created := s.written(answer, desired)
	if s.has(cannotRead) {
		created.Notices = append(created.Notices, notShown())
	}
	return created
}

// compare learns from a read, if there is one, whether the answer to a write says what is stored.
func (s *session) compare(answer, read jsonwire.Object) {
	switch {
	case read == nil || s.has(answersEcho):
	case s.driver.echoes(answer, read):
		s.unlearn(answersHold)
		s.learn(answersEcho)
	default:
		s.learn(answersHold)
	}
}

// saysEmpty reports whether an empty value was written that means more than none. A server whose answers were seen to hold may
// not keep it.
func saysEmpty(written oauthclient.Client) bool {
	for f := range written {
		if propertyOf[f].EmptyIsAStatement && !written.Has(f) {
			return true
		}
	}
	return false
}

// firstOf returns where a client may be of which nothing could be found out: where the server said, or with a token of its
// own at the usual place. A client with neither is looked for again by the next refresh.
func firstOf(places []string, s *session) string {
	if places[0] != "" || s.token == "" || len(places) < 3 {
		return places[0]
	}
	return places[2]
}

// probe looks for the client where it may be, and reads it.
//
// Many servers give an address that nothing serves, and no token that would open it (those of Cloudflare's
// workers-oauth-provider do). What answers there without speaking of the client, a refusal included, manages none.
func (s *session) probe(ctx context.Context, places []string, answer jsonwire.Object) (serverTraits, jsonwire.Object, error) {
	silent := false
	for i, place := range places {
		if place == "" {
			continue
		}
		s.uri = place
		read, err := s.look(ctx, places, i)
		given := i == 0
		switch {
		case err == nil && !given && issuedOf(read).Text(oauthclient.ClientID) != s.clientID(): // a page of another kind
		case err == nil:
			return serverTraits{place: i, traits: s.traitsIn(answer, read)}, read, nil
		case ctx.Err() != nil, !given && isTrouble(err):
			return serverTraits{}, nil, err
		case given && s.token == "" && isAnswered(err):
		case given && errors.Is(err, oauthclient.ErrUnsupported):
			return serverTraits{place: i, traits: []string{cannotRead}}, nil, nil
		case given && !isNowhere(err):
			return serverTraits{}, nil, err
		case given:
			silent = !isAnswered(err)
		}
	}
	s.uri = ""
	return serverTraits{place: nowhere, silent: silent}, nil, nil
}

func (s *session) look(ctx context.Context, places []string, i int) (jsonwire.Object, error) {
	if i == 0 && len(places) > 1 && places[1] != "" {
		bounded, cancel := context.WithTimeout(ctx, foreignTimeout)
		defer cancel()
		ctx = bounded
	}
	return s.get(ctx)
}

// isNowhere reports whether an address leads to nobody who speaks of clients: no such page, or no answer at all.
func isNowhere(err error) bool {
	var failed *oauthclient.Error
	return errors.Is(err, errNothingThere) || errors.As(err, &failed) && failed.Status == 0
}

// isAnswered reports whether an error is what a server that is well has to say.
func isAnswered(err error) bool {
	var failed *oauthclient.Error
	return errors.As(err, &failed) && failed.Status != 0 && !isTrouble(err)
}

// isTrouble reports whether an error says no more than that the server is not well at the moment.
func isTrouble(err error) bool {
	var failed *oauthclient.Error
	return errors.As(err, &failed) && !errors.Is(failed, oauthclient.ErrUnsupported) &&
		(failed.Status == 0 || failed.Status == http.StatusTooManyRequests || failed.Status >= http.StatusInternalServerError)
}

// traitsIn returns what the difference between the answer to a registration and a read tells.
func (s *session) traitsIn(answer, read jsonwire.Object) []string {
	var found []string
	for _, trait := range []string{readsReplace, hidesSecret} {
		if s.has(trait) {
			found = append(found, trait)
		}
	}
	if s.driver.echoes(answer, read) {
		return append(found, answersEcho)
	}
	return append(found, answersHold)
}

// echoes reports whether the answer to a write says what a read after it does not: some servers answer with what they were
// sent (Glewlwyd 2.7.5).
func (d *Driver) echoes(answer, read jsonwire.Object) bool {
	written, _ := configurable.Decode(answer)
	stored, _ := configurable.Decode(read)
	for f, v := range written {
		if !d.judge.Equal(f, v, stored[f]) {
			return true
		}
	}
	return false
}

// notRead returns a new client that is where the server said, and that could not be read there.
func (s *session) notRead(answer jsonwire.Object, desired oauthclient.Client, err error) oauthclient.Result {
	if !isAnswered(err) {
		s.learnUnopened()
		return s.written(answer, desired)
	}
	s.learn(neverReached)
	created := s.written(answer, desired)
	created.Notices = append(created.Notices, leadsNowhere(s, err))
	return created
}

// learnUnopened takes note of a client for which the server issued no token and of which nothing could be seen: any answer that
// does not speak of it says then that the server manages none.
func (s *session) learnUnopened() {
	if s.token == "" {
		s.learn(neverReached)
	}
}

// unreachable returns a new client that is at none of the places: on a server that gave no address, or none that answers and no
// token for it, since it manages none.
func (s *session) unreachable(places []string, silent bool, answer jsonwire.Object, desired oauthclient.Client) oauthclient.Result {
	s.uri = places[0]
	notice := notManaged()
	switch {
	case s.uri == "" || s.token == "" && !silent:
		s.learn(unmanaged...)
	case !silent:
		s.learn(neverReached)
		notice = leadsNowhere(s, nil)
	default:
		notice = leadsNowhere(s, nil)
		s.learnUnopened()
	}
	created := s.written(answer, desired)
	created.Notices = append(created.Notices, notice)
	return created
}
