package oam

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Fetch returns what the server shows of a client: of one that it shows in text, also what its list says.
func (d *Driver) Fetch(ctx context.Context, known oauthclient.Client) (oauthclient.Fetched, error) {
	at, err := d.defaults.handleOf(known)
	if err != nil {
		return nil, err
	}
	return d.fetch(ctx, at, d.clock.now().Add(-d.lists.life))
}

// fetch asks for a client, and takes what the answer has no place for from a list that was read at a given time or later.
func (d *Driver) fetch(ctx context.Context, at handle, listedSince time.Time) (clientShown, error) {
	answered, err := d.get(ctx, at)
	if err != nil || !answered.inText {
		return answered, err
	}
	answered.listed = d.inList(ctx, at.domain, answered.entity, listedSince)
	return answered, nil
}

// Interpret makes a client of what was shown. It never has a secret: what a server shows after the creation is masked or
// hashed, and one that can be used cannot be told from those. A client of a list that does not show all that is known of it is
// asked for alone.
func (d *Driver) Interpret(ctx context.Context, fetched oauthclient.Fetched, known oauthclient.Client) (oauthclient.Result, error) {
	answered, ok := fetched.(clientShown)
	if !ok {
		return oauthclient.Result{}, fmt.Errorf("a client was expected, not a %T", fetched)
	}
	if answered.fromList && answered.silentOn(clientMembers, known) {
		alone, err := d.fetch(ctx, answered.at, d.clock.now().Add(-d.lists.life))
		if err != nil {
			return oauthclient.Result{}, err
		}
		answered = alone
	}
	if err := mustBe(answered, known); err != nil {
		return oauthclient.Result{}, err
	}
	result := oauthclient.Result{Client: d.interpret(ctx, answered, known), Notices: answered.garbled(clientMembers)}
	if answered.inText && answered.listed == nil && !known.Has(oauthclient.ClientName) {
		result.Notices = append(result.Notices, notSeen())
	}
	return result, nil
}

func (d *Driver) interpret(ctx context.Context, answered clientShown, known oauthclient.Client) oauthclient.Client {
	read := decodeClient(answered, known).Without(oauthclient.ClientSecret)
	return d.ownAttributes(ctx, read, known.Objects(Attributes), read.Objects(Attributes))
}

// mustBe returns an error unless the client that is shown is the known one, and not another one in its place.
func mustBe(s clientShown, known oauthclient.Client) error {
	id := known.Text(oauthclient.ClientID)
	if id == "" || s.entity.ID == "" || s.entity.ID == id {
		return nil
	}
	return &oauthclient.Error{
		Kind:    oauthclient.ErrUnavailable,
		Message: fmt.Sprintf("The client with %s has the client_id %q, and not %q.", s.at, s.entity.ID, id),
		Advice: "Either a proxy or cache confuses answers, or somebody has deleted the client and made another one of the same name. " +
			"In the second case take it out of the state (a removed block, or terraform state rm) and import the new one. Nothing was changed.",
	}
}

// notSeen says what could not be read of a client that is about to be managed.
func notSeen() oauthclient.Notice {
	var names []string
	for _, m := range clientMembers {
		if m.textless {
			names = append(names, m.property.Field.String())
		}
	}
	return oauthclient.Notice{
		Summary: "The server does not show all of the client", Common: true,
		Detail: "It answers in text, which has no place for some properties, and does not list its clients in JSON. Whether the client has any of these could not be seen: " +
			strings.Join(names, ", ") + ". Configure those that it has. An update does not send the others, and a server that replaces clients resets them then.",
	}
}

type clientShown = shown[message.Client]

// get asks for one client. ErrNotFound means that the API said so.
func (d *Driver) get(ctx context.Context, at handle) (clientShown, error) {
	response, err := d.send(ctx, request{method: http.MethodGet, endpoint: clients, query: at.query()})
	switch {
	case isNotFound(response):
		return clientShown{}, at.notFound()
	case err != nil:
		return clientShown{}, err
	}
	return readClient(at, response)
}

var errShowsNone = errors.New("it shows no client")

// createdClient returns the client that an answer to a creation shows, and the one that was sent when it says only that
// it was made, as the documented "detail..." does.
func createdClient(at handle, response *httpapi.Response, sent oauthclient.Client) (oauthclient.Client, error) {
	answered, err := readClient(at, response)
	if errors.Is(err, errShowsNone) && message.SaysCreated(response.Body, at.name) {
		return sent, nil
	}
	if err != nil {
		return nil, err
	}
	return decodeClient(answered, sent), nil
}

// readClient reads an answer that shows a client, which must be the one that was asked for.
func readClient(at handle, response *httpapi.Response) (clientShown, error) {
	a, err := message.Parse(onlyElement(response.Body))
	switch {
	case err != nil:
		return clientShown{}, unreadable(err)
	case a.Client == nil:
		return clientShown{}, unreadable(errShowsNone)
	case !at.isOf(a.Client):
		return clientShown{}, notOf("the client with "+at.String(), "another one, with "+handle{domain: a.Client.IDDomain, name: a.Client.Name}.String())
	}
	return clientShown{at: at, entity: a.Client, inText: a.Verb != ""}, nil
}

// decodeClient returns the client that is shown. The secret is what was shown: perhaps a mask or a hash.
func decodeClient(s clientShown, known oauthclient.Client) oauthclient.Client {
	c := s.at.identify(s.decode(clientMembers, known))
	if s.entity.UID != "" {
		c[UID] = s.entity.UID
	}
	return c
}
