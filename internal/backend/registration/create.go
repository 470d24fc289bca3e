package registration

import (
	"context"
	"errors"
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

// Create registers a client (RFC 7591 section 3). When the answer is lost, nobody but the server's operator can find what
// was made, so the request is not repeated.
//
// A client on a server without RFC 7592 has no token, and its client_id as ID, or an address that the server gave all the same.
func (d *Driver) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Result, error) {
	body, err := encode(desired)
	if err != nil {
		return oauthclient.Result{}, err
	}
	endpoint, err := d.endpoint(ctx)
	if err != nil {
		return oauthclient.Result{}, err
	}
	answer, err := d.register(ctx, endpoint, body)
	if err != nil {
		return oauthclient.Result{}, err
	}
	return d.newSession(endpoint, answer).created(ctx, d.placesOf(endpoint, answer), answer, desired), nil
}

// serverTraits is what a read of the first client that is made in a run tells about all of them.
type serverTraits struct {
	place  place
	traits []string
	// silent says that the address which the server gave did not answer at all, so that it may do so elsewhere.
	silent bool
}

// created returns a new client, with what must be known of it before Terraform's first plan: where it is, whether a read
// replaces its token or secret, and whether the answer that made it says what is stored. That costs one read for all
// clients that are made in a run, and one for each client where answers do not say what is stored, or may not.
//
// A server that issued neither a token nor an address may still manage its clients at the usual one with the initial
// access token, as some do. If it does not, it has registration only (RFC 7591 without 7592).
func (s *session) created(ctx context.Context, at places, answer jsonwire.Object, desired oauthclient.Client) oauthclient.Result {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	var read jsonwire.Object
	found, err := s.driver.serverTraits.get(ctx, func(ctx context.Context) (serverTraits, error) {
		var first serverTraits
		var err error
		first, read, err = s.probe(ctx, at, answer)
		return first, err
	})
	var notices []oauthclient.Notice
	switch {
	case err != nil:
		notices = s.leaveUnread(at, err)
	case found.place == nowhere:
		notices = s.leaveNowhere(at, found.silent)
	default:
		s.uri = at[found.place]
		s.learn(found.traits...)
		if s.driver.changesNone.Load() {
			s.learn(cannotChange)
		}
		answer = s.stored(ctx, answer, nil, read, desired)
		if s.has(cannotRead) {
			notices = []oauthclient.Notice{notShown()}
		}
	}
	result := s.written(answer, desired)
	result.Notices = append(result.Notices, notices...)
	return result
}

// probe looks for the first client where it may be, and reads it. Errors are about nothing but the moment, or this client.
func (s *session) probe(ctx context.Context, at places, answer jsonwire.Object) (serverTraits, jsonwire.Object, error) {
	silent := false
	if at[given] != "" {
		read, err := s.readGiven(ctx, at)
		switch {
		case err == nil:
			return serverTraits{place: given, traits: s.traitsIn(answer, read)}, read, nil
		case ctx.Err() != nil:
			return serverTraits{}, nil, err
		case s.token == "" && isAnswered(err):
			// Many servers give an address that nothing serves, and no token that would open it (those of Cloudflare's
			// workers-oauth-provider do). What answers there without speaking of the client, a refusal included, manages none.
		case errors.Is(err, oauthclient.ErrUnsupported):
			return serverTraits{place: given, traits: []string{cannotRead}}, nil, nil
		case !isNowhere(err):
			return serverTraits{}, nil, err
		default:
			silent = !isAnswered(err)
		}
	}
	for _, place := range []place{givenHere, usualPath, usualQuery} {
		if at[place] == "" {
			continue
		}
		s.uri = at[place]
		read, err := s.get(ctx)
		switch {
		case err == nil && issuedOf(read).Text(oauthclient.ClientID) == s.clientID(): // not a page of another kind
			return serverTraits{place: place, traits: s.traitsIn(answer, read)}, read, nil
		case err != nil && (ctx.Err() != nil || isTrouble(err)):
			return serverTraits{}, nil, err
		}
	}
	return serverTraits{place: nowhere, silent: silent}, nil, nil
}

// readGiven reads the client at the address that the server gave, and does not wait long for a host that only it may know.
func (s *session) readGiven(ctx context.Context, at places) (jsonwire.Object, error) {
	if at[givenHere] != "" {
		bounded, cancel := context.WithTimeout(ctx, foreignTimeout)
		defer cancel()
		ctx = bounded
	}
	s.uri = at[given]
	return s.get(ctx)
}

// leaveUnread leaves a new client of which nothing could be found out where it may be: where the server said, or with a token of
// its own at the usual place. A client with neither is looked for again by the next refresh.
func (s *session) leaveUnread(at places, err error) []oauthclient.Notice {
	s.uri = at[given]
	if s.uri == "" && s.token != "" {
		s.uri = at[usualPath]
	}
	if !isAnswered(err) {
		s.learnUnopened()
		return nil
	}
	s.learn(neverReached)
	return []oauthclient.Notice{leadsNowhere(s, err)}
}

// leaveNowhere leaves a new client that is at none of the places where the server said that it is, if it said so. One that gave
// no address, or none that answers and no token for it, manages none.
func (s *session) leaveNowhere(at places, silent bool) []oauthclient.Notice {
	s.uri = at[given]
	switch {
	case s.uri == "" || s.token == "" && !silent:
		s.learn(unmanaged...)
		return []oauthclient.Notice{notManaged()}
	case !silent:
		s.learn(neverReached)
	default:
		s.learnUnopened()
	}
	return []oauthclient.Notice{leadsNowhere(s, nil)}
}

// learnUnopened takes note of a client for which the server issued no token and of which nothing could be seen: any answer that
// does not speak of it says then that the server manages none.
func (s *session) learnUnopened() {
	if s.token == "" {
		s.learn(neverReached)
	}
}
