package oam

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Find returns the client that has the name of a desired one and, if that is another, the one that has its client_id: both
// are unique in an identity domain.
func (d *Driver) Find(ctx context.Context, wanted oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	at, err := d.defaults.placeOf(wanted.Desired)
	if err != nil {
		return nil, err
	}
	var candidates []oauthclient.Candidate
	for _, at := range at.places(wanted.Desired) {
		found, err := d.fetch(ctx, at)
		if errors.Is(err, oauthclient.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		candidates = append(candidates, oauthclient.Candidate{Client: d.interpret(ctx, found, wanted.Desired)})
		if found.ID == wanted.Desired.Text(oauthclient.ClientID) {
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
// client_id, else the refusal. Where an earlier creation got no answer, that client is waited for: reads may not show it
// yet.
func (d *Driver) explainRefusal(ctx context.Context, at handle, desired oauthclient.Client, refusal error) error {
	var found []oauthclient.Candidate
	look := func() (bool, error) {
		var err error
		found, err = d.Find(ctx, oauthclient.Wanted{Desired: desired})
		return len(found) > 0, err
	}
	if d.doubts.has(at) {
		_ = d.await(ctx, look) // the refusal says more than why nothing was found
	} else {
		_, _ = look()
	}
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
		Advice: fmt.Sprintf("Choose another %s, or bring that client under management with: terraform import ADDRESS %s", f, asArgument(id)),
	}
}

// asArgument quotes an ID where a shell would take it apart.
func asArgument(id string) string {
	if strings.ContainsAny(id, " \t\"'$&;|<>()*?`\\") {
		return strconv.Quote(id)
	}
	return id
}

// doubts are the places of creations that got no answer.
type doubts struct {
	mu     sync.Mutex
	places map[handle]bool
}

func (d *doubts) add(at handle) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.places == nil {
		d.places = map[handle]bool{}
	}
	d.places[at] = true
}

func (d *doubts) has(at handle) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.places[at]
}
