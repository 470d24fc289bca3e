package nevismeta

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// identity are members that some answers have beside those of a client, and that say what the URL says already.
var identity = []string{"id", "clientId", "setupId"}

// Update replaces the client: its last state, less all that this driver knows, overlaid with what is desired. It takes
// effect at once, or when valid_from says so. A state that was scheduled before and is not desired any more is
// withdrawn; those that somebody else has scheduled stay, and [Backend.StateNotices] tells of them.
func (b *Backend) Update(ctx context.Context, known, desired oauthclient.Client) (oauthclient.Client, error) {
	p, err := b.locate(ctx, known)
	if err != nil {
		return nil, err
	}
	current, err := b.load(ctx, p, known.Text(ValidFrom))
	if err != nil {
		return nil, err
	}
	if b.says(known, desired) {
		return current.client, nil
	}
	wish := instantOf(desired.Text(ValidFrom))
	schedules := wish.After(b.now())
	body, err := b.replacement(current, known, desired, schedules)
	if err != nil {
		return nil, err
	}
	// A state for the same instant, whoever made it, makes room first: a server may refuse a second one, or keep both. The
	// only state of a client cannot, since the client would go with it.
	if schedules && !current.only {
		if err := b.withdraw(ctx, p, wish); err != nil {
			return nil, err
		}
	}
	answer, err := b.put(ctx, p, body)
	if err != nil {
		return nil, notReplaced(err, current, wish)
	}
	updated, err := b.updated(ctx, p, answer, desired, wish)
	if err != nil {
		return b.asSent(p, body, desired), unread(err)
	}
	if current.scheduled && !current.since.Equal(wish) && current.since.After(updated.activeSince()) {
		err = b.withdraw(ctx, p, current.since)
	}
	return updated.client, err
}

// says reports whether desired says nothing else than known, save for where the client is: each edit adds a state to its
// history.
func (b *Backend) says(known, desired oauthclient.Client) bool {
	changed := oauthclient.NewService(b).Changed(known, desired)
	delete(changed, SetupID)
	delete(changed, Module)
	return len(changed) == 0 && !desired.Has(oauthclient.ClientSecret)
}

// updated returns the client after an edit: what the answer says, if that is the edited state, or else what is read.
func (b *Backend) updated(ctx context.Context, p place, answer jsonwire.Object, desired oauthclient.Client, wish time.Time) (*state, error) {
	validFrom := desired.Text(ValidFrom)
	if answer != nil && !wish.After(b.now()) {
		edited, err := b.decode(p, answer)
		if err != nil {
			return nil, err
		}
		return edited.inForce(validFrom), nil
	}
	return b.load(ctx, p, validFrom)
}

// activeSince returns when the state in force began, the zero time when there is none.
func (s *state) activeSince() time.Time { return instantOf(s.client.Text(ActiveSince)) }

// asSent returns a client that was written and could not be read.
func (b *Backend) asSent(p place, body jsonwire.Object, desired oauthclient.Client) oauthclient.Client {
	sent, err := b.decode(p, body)
	if err != nil {
		return desired.With(oauthclient.ID, p.id())
	}
	return sent.inForce(desired.Text(ValidFrom)).client
}

// notReplaced explains a conflict between two states for one instant, of which the first cannot be withdrawn: a client
// goes with its last state.
func notReplaced(err error, current *state, wish time.Time) error {
	if !current.only || !current.since.Equal(wish) || !hasStatus(err, http.StatusConflict) {
		return err
	}
	return &oauthclient.Error{
		Kind: oauthclient.ErrInvalid, Field: ValidFrom, Err: err,
		Message: "This server does not change a state that is still to come when the client has no other.",
		Advice:  "Choose another valid_from, if only by a second.",
	}
}

// encode returns the body that makes a client.
func (b *Backend) encode(desired oauthclient.Client) (jsonwire.Object, error) {
	body, err := b.table.Encode(desired)
	if err != nil {
		return nil, err
	}
	return withRedirectURIs(body), nil
}

// withRedirectURIs adds the one member that the published schema requires.
func withRedirectURIs(body jsonwire.Object) jsonwire.Object {
	if body["redirect_uris"] == nil {
		body["redirect_uris"] = json.RawMessage("[]")
	}
	return body
}

// replacement returns the body that makes of the current state what is desired.
func (b *Backend) replacement(current *state, known, desired oauthclient.Client, scheduled bool) (jsonwire.Object, error) {
	if !scheduled {
		// What a server does with a valid_from in the past is not documented.
		desired = desired.Without(ValidFrom)
	}
	body, err := b.table.Overlay(current.members, b.kept(current.client, known, desired), identity...)
	if err != nil {
		return nil, err
	}
	return withRedirectURIs(body), nil
}

// kept adds to desired what an edit must repeat, or a server might take it away or make a new one.
func (b *Backend) kept(current, known, desired oauthclient.Client) oauthclient.Client {
	kept := desired.Clone()
	repeat := []oauthclient.Field{oauthclient.ClientID}
	if !b.hasNoSecret(desired) {
		repeat = append(repeat, oauthclient.ClientSecret)
	}
	// Nobody loses a client because somebody else edits it. An owner that was configured goes back to the default.
	if !known.Has(Owner) {
		repeat = append(repeat, Owner)
	}
	for _, f := range repeat {
		for _, source := range []oauthclient.Client{current, known} {
			if !kept.Has(f) && source.Has(f) {
				kept[f] = source[f]
			}
		}
	}
	// Key sets that are as configured keep the members that only the server knows.
	keys := oauthclient.JWKSet
	if oauthclient.Same(keys, known[keys], desired[keys]) && oauthclient.Equal(keys, desired[keys], current[keys]) && current.Has(keys) {
		kept[keys] = current[keys]
	}
	return kept
}
