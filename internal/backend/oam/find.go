package oam

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// shortPatience is how long it is waited for a client that a creation may have made, or was refused for, before anything
// else is tried.
const shortPatience = 5 * time.Second

// Find returns the client that has the name of a desired one and, if that is another, the one that has its client_id: both
// are unique in an identity domain. After a creation that got no answer it is waited for a moment until reads show one.
func (d *Driver) Find(ctx context.Context, wanted oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	at, err := d.defaults.placeOf(wanted.Desired)
	if err != nil {
		return nil, err
	}
	if !d.doubts.has(clients, at) {
		return d.find(ctx, at, wanted)
	}
	return d.awaitFound(ctx, min(d.patience, shortPatience), at, wanted)
}

func (d *Driver) awaitFound(ctx context.Context, patience time.Duration, at handle, wanted oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	var found []oauthclient.Candidate
	err := d.awaitFor(ctx, patience, func() (bool, error) {
		var err error
		found, err = d.find(ctx, at, wanted)
		return len(found) > 0, err
	})
	return found, err
}

// find takes what an answer is silent about from what was sent, if anything was.
func (d *Driver) find(ctx context.Context, at handle, wanted oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	var candidates []oauthclient.Candidate
	var known oauthclient.Client
	desired := wanted.Desired
	if wanted.Sent {
		known = desired
	}
	for _, at := range at.places(desired) {
		found, err := d.fetch(ctx, at, d.clock.now().Add(-d.lists.life))
		if errors.Is(err, oauthclient.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		candidates = append(candidates, oauthclient.Candidate{Client: d.interpret(ctx, found, known)})
		if found.entity.ID == desired.Text(oauthclient.ClientID) {
			break
		}
	}
	return candidates, nil
}

// places returns where a desired client, or one in its way, may be.
func (at handle) places(desired oauthclient.Client) []handle {
	var places []handle
	if at.name != "" {
		places = append(places, at)
	}
	if id := desired.Text(oauthclient.ClientID); id != "" {
		places = append(places, handle{domain: at.domain, clientID: id})
	}
	return places
}

// explainRefusal returns ErrAlreadyExists when a creation was refused because of a client that has the name or the
// client_id, else the refusal, which says nothing of its reason. It is waited for that client, since reads may not show it
// yet: for a moment, in case somebody on the way has repeated the request, and as after any write when an earlier creation
// got no answer.
func (d *Driver) explainRefusal(ctx context.Context, at handle, desired oauthclient.Client, refusal error) error {
	patience := d.patience
	if !d.doubts.has(clients, at) {
		patience = min(patience, shortPatience)
	}
	found, _ := d.awaitFound(ctx, patience, at, oauthclient.Wanted{Desired: desired}) // the refusal says more than why nothing was found
	if len(found) == 0 {
		return refusal
	}
	return alreadyExists(at, found[0].Client)
}

func alreadyExists(at handle, found oauthclient.Client) error {
	f, id := oauthclient.ClientName, found.Text(oauthclient.ID)
	if found.Text(oauthclient.ClientName) != at.name {
		f = oauthclient.ClientID
	}
	message := fmt.Sprintf("OAM has the client %q already, with the client_id %q", id, found.Text(oauthclient.ClientID))
	if uid := found.Text(UID); uid != "" {
		message += fmt.Sprintf(" and the uid %q", uid)
	}
	return &oauthclient.Error{
		Kind: oauthclient.ErrAlreadyExists, Field: f, Message: message + ".",
		Advice: fmt.Sprintf("Choose another %s, or import that client with the id %q.", f, id),
	}
}
