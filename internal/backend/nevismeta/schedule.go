package nevismeta

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// withdraw deletes the states that begin at an instant, which must lie in the future. There can be more than one: the
// documents do not say what becomes of a state when another one for the same instant is added.
func (d *Driver) withdraw(ctx context.Context, p place, instant time.Time) error {
	seen := map[string]bool{}
	for {
		states, err := d.statesAt(ctx, p, writeInstant(instant), seen)
		if err != nil {
			return err
		}
		states = slices.DeleteFunc(states, func(s *state) bool { return !s.since.Equal(instant) })
		if len(states) == 0 {
			return nil
		}
		for _, s := range states {
			if err := d.remove(ctx, p.path("snapshots", s.snapshot)); err != nil && !isNotFound(err) {
				return err
			}
		}
	}
}

// planned says when a plan takes effect, if that is not at once, and what becomes of a change that was scheduled.
func planned(now time.Time, known, desired oauthclient.Client) []oauthclient.Notice {
	next, pending := wishOf(desired).at, wishOf(known).at
	var notices []oauthclient.Notice
	add := func(summary, detail string, args ...any) {
		notices = append(notices, oauthclient.Notice{Field: ValidFrom, Summary: summary, Detail: fmt.Sprintf(detail, args...)})
	}
	switch {
	case next.After(now) && known == nil:
		add("Client takes effect later", "By its nevismeta.valid_from the client takes effect at %s. Until then it exists and cannot be used.", show(next))
	case next.After(now):
		add("Change takes effect later", "By nevismeta.valid_from the change takes effect at %s. Until then the client stays as it is on the server; "+
			"the state of Terraform holds what it becomes.", show(next))
	case known != nil && desired.Has(ValidFrom) && !next.Equal(pending):
		add("nevismeta.valid_from lies in the past", "%s has passed, so the change takes effect at once.", show(next))
	}
	if pending.After(now) && !next.Equal(pending) {
		add("Scheduled change is withdrawn", "What nevismeta.valid_from had scheduled for %s does not take place; this plan takes its place.", show(pending))
	}
	return notices
}

// foreign tells of scheduled changes that a configuration did not make: at their time they replace the client.
func (h *history) foreign(w wish) []oauthclient.Notice {
	if h.problem != nil {
		return []oauthclient.Notice{{
			Field: ValidFrom, Summary: "Scheduled changes not known",
			Detail: "Whether nevisMeta has a change of this client scheduled (nevismeta.valid_from) could not be found out: " + h.problem.Error(),
		}}
	}
	s, _ := h.at(w)
	var notices []oauthclient.Notice
	for _, later := range h.later {
		if !later.since.Equal(s.since) {
			notices = append(notices, oauthclient.Notice{
				Field: ValidFrom, Summary: "Change scheduled elsewhere",
				Detail: fmt.Sprintf("nevisMeta has a change of the client %s scheduled for %s that this configuration did not make "+
					"(snapshot %s). At that time it replaces the whole client, and the next plan will want to take it back. "+
					"Withdraw it in nevisMeta, or set nevismeta.valid_from to that time to bring it under management.",
					h.place.id(), show(later.since), later.snapshot),
			})
		}
	}
	return notices
}

func show(t time.Time) string { return t.Format(time.RFC3339) }

// makeRoom withdraws the states for the instant at which an edit is to begin, whoever made them: a server may refuse a second
// one, or keep both. The only state of a client cannot make room, since the client would go with it.
func (d *Driver) makeRoom(ctx context.Context, h *history, next time.Time) error {
	if h.active == nil || !next.After(d.now()) {
		return nil
	}
	return d.withdraw(ctx, h.place, next)
}

// takeBack withdraws the state that was to come and has been edited, now that another one has taken its place.
func (d *Driver) takeBack(ctx context.Context, h *history, edited *state, next time.Time, updated oauthclient.Client) error {
	if edited == h.active || edited.since.Equal(next) || !edited.since.After(instantOf(updated.Text(ActiveSince))) {
		return nil
	}
	return d.withdraw(ctx, h.place, edited.since)
}

// stuck returns the state for an instant that cannot make room for another one, nil for none.
func (h *history) stuck(instant time.Time) *state {
	i := slices.IndexFunc(h.later, func(s *state) bool { return s.since.Equal(instant) })
	if h.active != nil || i < 0 {
		return nil
	}
	return h.later[i]
}

// supersede withdraws the state that an edit takes the place of, now that there is another one for that instant: a server may
// keep both, and nobody knows which of them it would put in force.
func (d *Driver) supersede(ctx context.Context, e edit) error {
	if e.instead == nil {
		return nil
	}
	states, err := d.statesAt(ctx, e.place, anyTime, nil)
	if err != nil || !slices.ContainsFunc(states, func(s *state) bool { return s.snapshot != e.instead.snapshot && s.since.Equal(e.instead.since) }) {
		return err
	}
	if err := d.remove(ctx, e.place.path("snapshots", e.instead.snapshot)); !isNotFound(err) {
		return err
	}
	return nil
}

// notReplaced explains a conflict between two states for one instant, of which the first cannot be withdrawn.
func notReplaced(err error, h *history, edited *state, next time.Time) error {
	if h.active != nil || !edited.since.Equal(next) || !hasStatus(err, http.StatusConflict) {
		return err
	}
	return &oauthclient.Error{
		Kind: oauthclient.ErrInvalid, Field: ValidFrom, Err: err,
		Message: "This server does not change a state that is still to come when the client has no other.",
		Advice:  "Choose another nevismeta.valid_from, if only by a second.",
	}
}
