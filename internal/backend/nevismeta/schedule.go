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
	wish, pending := instantOf(desired.Text(ValidFrom)), instantOf(known.Text(ValidFrom))
	var notices []oauthclient.Notice
	add := func(summary, detail string, args ...any) {
		notices = append(notices, oauthclient.Notice{Field: ValidFrom, Summary: summary, Detail: fmt.Sprintf(detail, args...)})
	}
	switch {
	case wish.After(now) && known == nil:
		add("Client takes effect later", "By its nevismeta.valid_from the client takes effect at %s. Until then it exists and cannot be used.", show(wish))
	case wish.After(now):
		add("Change takes effect later", "By nevismeta.valid_from the change takes effect at %s. Until then the client stays as it is on the server; "+
			"the state of Terraform holds what it becomes.", show(wish))
	case known != nil && desired.Has(ValidFrom) && !wish.Equal(pending):
		add("nevismeta.valid_from lies in the past", "%s has passed, so the change takes effect at once.", show(wish))
	}
	if pending.After(now) && !wish.Equal(pending) {
		add("Scheduled change is withdrawn", "What nevismeta.valid_from had scheduled for %s does not take place; this plan takes its place.", show(pending))
	}
	return notices
}

// foreign tells of scheduled changes that a configuration with that valid_from did not make: at their time they replace
// the client.
func (h *history) foreign(validFrom string) []oauthclient.Notice {
	if h.problem != nil {
		return []oauthclient.Notice{{
			Field: ValidFrom, Summary: "Scheduled changes not known",
			Detail: "Whether nevisMeta has a change of this client scheduled (nevismeta.valid_from) could not be found out: " + h.problem.Error(),
		}}
	}
	s, _ := h.at(validFrom)
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

// notReplaced explains a conflict between two states for one instant, of which the first cannot be withdrawn: a client
// goes with its last state.
func notReplaced(err error, h *history, base *state, wish time.Time) error {
	if h.active != nil || !base.since.Equal(wish) || !hasStatus(err, http.StatusConflict) {
		return err
	}
	return &oauthclient.Error{
		Kind: oauthclient.ErrInvalid, Field: ValidFrom, Err: err,
		Message: "This server does not change a state that is still to come when the client has no other.",
		Advice:  "Choose another nevismeta.valid_from, if only by a second.",
	}
}
