package nevismeta

import (
	"context"
	"fmt"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// PlanNotices says when a plan takes effect, if that is not at once, and what becomes of a change that was scheduled.
func (b *Backend) PlanNotices(known, desired oauthclient.Client) []oauthclient.Notice {
	now := b.clock()
	wish, pending := instantOf(desired.Text(ValidFrom)), instantOf(known.Text(ValidFrom))
	var notices []oauthclient.Notice
	add := func(summary, detail string, args ...any) {
		notices = append(notices, oauthclient.Notice{Field: ValidFrom, Summary: summary, Detail: fmt.Sprintf(detail, args...)})
	}
	switch {
	case wish.After(now) && known == nil:
		add("Client takes effect later", "The client takes effect at %s. Until then it exists and cannot be used.", show(wish))
	case wish.After(now):
		add("Change takes effect later", "The change takes effect at %s. Until then the client stays as it is on the server; "+
			"the state of Terraform holds what it becomes.", show(wish))
	case known != nil && desired.Has(ValidFrom) && !wish.Equal(pending):
		add("valid_from lies in the past", "%s has passed, so the change takes effect at once.", show(wish))
	}
	if pending.After(now) && !wish.Equal(pending) {
		add("Scheduled change is withdrawn", "What was scheduled for %s does not take place; this plan takes its place.", show(pending))
	}
	return notices
}

// StateNotices tells of scheduled changes that the configuration did not make: at their time they replace the client.
// To find them takes two requests, since the API has no list of what is to come.
func (b *Backend) StateNotices(ctx context.Context, read oauthclient.Client) []oauthclient.Notice {
	ref, err := b.parse(read.Text(oauthclient.ID))
	if err != nil || ref.place.client == "" {
		return nil
	}
	after := b.lately()
	if read.Has(ActiveSince) {
		after = instantOf(read.Text(ActiveSince))
	}
	states, err := b.scheduled(ctx, ref.place, after)
	if err != nil {
		return []oauthclient.Notice{{
			Field: ValidFrom, Summary: "Scheduled changes not known",
			Detail: "Whether nevisMeta has a change of this client scheduled could not be found out: " + err.Error(),
		}}
	}
	var notices []oauthclient.Notice
	configured := instantOf(read.Text(ValidFrom))
	for _, s := range states {
		if !s.since.Equal(configured) {
			notices = append(notices, foreign(ref.place, s))
		}
	}
	return notices
}

func foreign(p place, s *state) oauthclient.Notice {
	return oauthclient.Notice{
		Field: ValidFrom, Summary: "Change scheduled elsewhere",
		Detail: fmt.Sprintf("nevisMeta has a change of the client %s scheduled for %s that this configuration did not make "+
			"(snapshot %s). At that time it replaces the whole client, and the next plan will want to take it back. "+
			"Withdraw it in nevisMeta, or set nevismeta.valid_from to that time to bring it under management.",
			p.id(), show(s.since), s.snapshot),
	}
}

func show(t time.Time) string { return t.Format(time.RFC3339) }

// clock returns the present, also for the zero Backend.
func (b *Backend) clock() time.Time {
	if b.now == nil {
		return time.Now()
	}
	return b.now()
}
