package nevismeta_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// start is when the clock of these tests begins to tick.
var start = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

// A timeline is a client whose state is kept as the provider keeps Terraform's, on a server whose clock can be moved.
type timeline struct {
	t       *testing.T
	clock   *nevissim.Clock
	sim     *nevissim.Simulator
	service *oauthclient.Service
	// state is what is remembered of the client, and server the last answer.
	state, server oauthclient.Client
	desired       oauthclient.Client
	baseline      *oauthclient.Baseline
	// told are the notices of the last answer.
	told []oauthclient.Notice
}

func newTimeline(t *testing.T, opts nevissim.Options) *timeline {
	t.Helper()
	clock := nevissim.NewClock(start)
	opts.Now = clock.Now
	sim := newSimulator(opts)
	service := serve(t, sim, func(c *nevismeta.Config) { c.Now = clock.Now })
	return &timeline{t: t, clock: clock, sim: sim, service: service}
}

// hours returns the instant that many hours after the start.
func hours(n int) string { return start.Add(time.Duration(n) * time.Hour).Format(time.RFC3339) }

// apply creates the client, or updates it, and fails the test unless the next plan is empty.
func (l *timeline) apply(comment, validFrom string) {
	l.t.Helper()
	l.desired = oauthclient.Client{oauthclient.ClientName: "x", nevismeta.Comment: comment}
	if validFrom != "" {
		l.desired[nevismeta.ValidFrom] = validFrom
	}
	var result oauthclient.Result
	var err error
	if l.state == nil {
		result, err = l.service.Create(l.t.Context(), l.desired)
	} else {
		result, err = l.service.Update(l.t.Context(), l.state, l.desired)
	}
	if err != nil {
		l.t.Fatal(err)
	}
	l.server = result.Client
	l.baseline = l.service.Baseline(l.service.Change(l.state, l.desired), l.server)
	l.state = l.service.Settle(l.desired, l.server, l.baseline)
	l.mustBeSettled()
}

// refresh reads the client and returns what the next plan changes.
func (l *timeline) refresh() []oauthclient.Field {
	l.t.Helper()
	result, err := l.service.Read(l.t.Context(), l.state)
	if err != nil {
		l.t.Fatal(err)
	}
	l.server, l.told = result.Client, result.Notices
	l.state = l.service.Settle(l.state, l.server, l.baseline)
	return l.service.Changed(l.state, l.desired).Sorted()
}

func (l *timeline) mustBeSettled() {
	l.t.Helper()
	if changed := l.refresh(); len(changed) > 0 {
		l.t.Errorf("the next plan changes %v", changed)
	}
}

// inForce returns the comment of the state in force, "" when there is none.
func (l *timeline) inForce() string {
	l.t.Helper()
	comment := ""
	for _, state := range l.sim.States(internalID(l.state)) {
		if !state.ValidFrom.After(l.clock.Now()) {
			comment, _ = state.Body["comment"].(string)
		}
	}
	return comment
}

// toCome returns when the states to come begin.
func (l *timeline) toCome() []string {
	l.t.Helper()
	var times []string
	for _, state := range l.sim.States(internalID(l.state)) {
		if state.ValidFrom.After(l.clock.Now()) {
			times = append(times, state.ValidFrom.Format(time.RFC3339))
		}
	}
	return times
}

func (l *timeline) mustHave(inForce string, toCome ...string) {
	l.t.Helper()
	if got := l.inForce(); got != inForce {
		l.t.Errorf("in force is %q, want %q", got, inForce)
	}
	if diff := cmp.Diff(toCome, l.toCome()); diff != "" {
		l.t.Errorf("to come (-want +got):\n%s", diff)
	}
}

func (l *timeline) notices() []string {
	l.t.Helper()
	l.refresh()
	return summaries(l.told)
}

func summaries(notices []oauthclient.Notice) []string {
	var texts []string
	for _, n := range notices {
		texts = append(texts, n.Summary)
	}
	return texts
}

// scheduleServers are servers that differ in what they make of scheduled states.
func scheduleServers() []nevissim.Options {
	var servers []nevissim.Options
	for _, opts := range nevissim.Combinations() {
		switch opts.Name {
		case "documented", "nulls", "put 204", "time epoch", "timestamp snapshot ids", "same instant added", "same instant conflicts",
			"edit drops scheduled", "snapshots at now", "snapshots key", "past valid_from rejected", "past valid_from kept", "reordered":
			servers = append(servers, opts)
		}
	}
	return servers
}

func eachServer(t *testing.T, run func(l *timeline)) {
	t.Helper()
	for _, opts := range scheduleServers() {
		t.Run(opts.Name, func(t *testing.T) {
			t.Parallel()
			run(newTimeline(t, opts))
		})
	}
}

// A change is scheduled, waits, and takes effect; nothing shows in a plan, then or after a later edit.
func TestSchedule(t *testing.T) {
	t.Parallel()
	eachServer(t, func(l *timeline) {
		l.apply("one", "")
		l.apply("two", hours(5))
		l.mustHave("one", hours(5))
		l.clock.Advance(4 * time.Hour)
		l.mustBeSettled()
		l.clock.Advance(2 * time.Hour)
		l.mustBeSettled()
		l.mustHave("two")
		l.apply("three", hours(5))
		l.mustHave("three")
		l.apply("four", "")
		l.mustHave("four")
	})
}

// The server's clock is not this machine's.
func TestSchedule_otherClock(t *testing.T) {
	t.Parallel()
	for name, ahead := range map[string]time.Duration{"ahead": 2 * time.Minute, "behind": -2 * time.Minute, "an hour ahead": time.Hour, "an hour behind": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newTimeline(t, nevissim.Options{})
			l.service = serve(t, l.sim, func(c *nevismeta.Config) { c.Now = func() time.Time { return l.clock.Now().Add(-ahead) } })
			l.apply("one", "")
			l.apply("two", "")
			l.clock.Advance(time.Second)
			l.apply("three", "")
			l.mustHave("three")
			if notices := l.notices(); len(notices) > 0 {
				t.Errorf("notices of nothing: %v", notices)
			}
			l.apply("four", hours(5))
			l.mustHave("three", hours(5))
			l.clock.Advance(6 * time.Hour)
			l.mustBeSettled()
			l.mustHave("four")
		})
	}
}

// A client whose only state is to come exists, can be changed, and is in force when its time has come.
func TestSchedule_onlyState(t *testing.T) {
	t.Parallel()
	eachServer(t, func(l *timeline) {
		l.apply("one", hours(5))
		l.mustHave("", hours(5))
		l.apply("two", hours(7))
		l.mustHave("", hours(7))
		l.clock.Advance(8 * time.Hour)
		l.mustBeSettled()
		l.mustHave("two")
	})
}

// A client whose valid_from has passed can be made, and made anew, where a server refuses such an instant.
func TestSchedule_past(t *testing.T) {
	t.Parallel()
	l := newTimeline(t, nevissim.Options{PastValidFrom: nevissim.PastRejected})
	l.sim.FailNext(nevissim.Fault{Method: http.MethodPost, Status: http.StatusBadRequest, Body: "valid_from lies in the past"})
	l.apply("one", hours(-5))
	l.apply("two", hours(-4))
	l.mustHave("two")
	for i, r := range l.sim.Requests() {
		if i > 0 && strings.Contains(r.Body, "valid_from") {
			t.Errorf("%s was sent %s", r.Method, r.Body)
		}
	}
}

func TestSchedule_onlyStateAtOnce(t *testing.T) {
	t.Parallel()
	eachServer(t, func(l *timeline) {
		l.apply("one", hours(5))
		l.apply("two", "")
		l.mustHave("two")
	})
}

// Somebody deletes a client that has no other state: it is gone, not unreachable. Then Delete does it.
func TestSchedule_onlyStateDeleted(t *testing.T) {
	t.Parallel()
	eachServer(t, func(l *timeline) {
		l.apply("one", hours(5))
		if err := l.service.Delete(l.t.Context(), l.state); err != nil {
			l.t.Fatal(err)
		}
		if len(l.sim.Clients()) > 0 {
			l.t.Error("the client is still there")
		}
	})
}

// On a server that finds no client to delete before its time, the states to come are withdrawn one by one.
func TestSchedule_onlyStateNotFound(t *testing.T) {
	t.Parallel()
	l := newTimeline(t, nevissim.Options{})
	l.service = serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete && !strings.Contains(r.URL.Path, "/snapshots/") {
			http.Error(w, "not found", http.StatusNotFound)
			return
		}
		l.sim.ServeHTTP(w, r)
	}), func(c *nevismeta.Config) { c.Now = l.clock.Now })
	l.apply("one", hours(5))
	if _, err := l.sim.AddFuture(internalID(l.state), start.Add(9*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	if err := l.service.Delete(t.Context(), l.state); err != nil {
		t.Fatal(err)
	}
	if len(l.sim.Clients()) > 0 {
		t.Error("the client is still there")
	}
}

// What is scheduled can be changed, moved, taken back in favour of an immediate change, and withdrawn by somebody else.
func TestSchedule_changed(t *testing.T) {
	t.Parallel()
	eachServer(t, func(l *timeline) {
		l.apply("one", "")
		l.apply("two", hours(5))
		l.apply("three", hours(5))
		l.mustHave("one", hours(5))
		l.apply("four", hours(3))
		l.mustHave("one", hours(3))
		l.apply("five", hours(9))
		l.mustHave("one", hours(9))
		l.apply("six", "")
		l.mustHave("six")
	})
}

func TestSchedule_withdrawnElsewhere(t *testing.T) {
	t.Parallel()
	eachServer(t, func(l *timeline) {
		l.apply("one", "")
		l.apply("two", hours(5))
		o := operator{l.sim}
		states := l.sim.States(internalID(l.state))
		if err := o.replace(l.t.Context(), l.state, states[len(states)-1], states[0].Body, l.clock.Now()); err != nil {
			l.t.Fatal(err)
		}
		changed := l.refresh()
		if len(changed) != 2 || changed[1] != nevismeta.ValidFrom {
			l.t.Fatalf("the next plan changes %v, want the comment and valid_from", changed)
		}
		l.apply("two", hours(5))
		l.mustHave("one", hours(5))
	})
}

// A state that makes room for one of the same instant goes whoever made it.
func TestSchedule_sameInstant(t *testing.T) {
	t.Parallel()
	eachServer(t, func(l *timeline) {
		l.apply("one", "")
		at, _ := time.Parse(time.RFC3339, hours(5))
		if _, err := l.sim.AddFuture(internalID(l.state), at, map[string]any{"name": "x", "comment": "foreign"}); err != nil {
			l.t.Fatal(err)
		}
		l.apply("two", hours(5))
		l.mustHave("one", hours(5))
		l.clock.Advance(6 * time.Hour)
		l.mustBeSettled()
		l.mustHave("two")
	})
}

// A server that keeps two states for one instant has only the new one, also where the first could not make room for it.
func TestSchedule_sameInstantOfOnlyState(t *testing.T) {
	t.Parallel()
	for name, validAt := range map[string]bool{"known": true, "ignored": false} {
		t.Run("validAt "+name, func(t *testing.T) {
			t.Parallel()
			l := newTimeline(t, nevissim.Options{SameInstant: nevissim.SameAdds})
			if !validAt {
				l.service = serve(t, withoutValidAt(l.sim, 0), func(c *nevismeta.Config) { c.Now = l.clock.Now })
			}
			l.apply("one", hours(5))
			l.apply("two", hours(5))
			l.mustHave("", hours(5))
			l.clock.Advance(6 * time.Hour)
			l.mustBeSettled()
			l.mustHave("two")
		})
	}
}

// Where a server takes no second state for an instant, the only one of a client cannot make room.
func TestSchedule_sameInstantOnlyState(t *testing.T) {
	t.Parallel()
	l := newTimeline(t, nevissim.Options{SameInstant: nevissim.SameConflicts})
	l.apply("one", hours(5))
	_, err := l.service.Update(t.Context(), l.state, l.desired.With(nevismeta.Comment, "two"))
	if err == nil || !strings.Contains(err.Error(), "Choose another nevismeta.valid_from") {
		t.Errorf("Update returned %v, want advice", err)
	}
	l.mustBeSettled()
}

// A change that somebody else has scheduled is told of, and our own is not.
func TestSchedule_foreign(t *testing.T) {
	t.Parallel()
	eachServer(t, func(l *timeline) {
		l.apply("one", "")
		l.apply("two", "")
		if notices := l.notices(); len(notices) > 0 {
			l.t.Errorf("notices of nothing: %v", notices)
		}
		for _, n := range []int{3, 9} {
			at, _ := time.Parse(time.RFC3339, hours(n))
			if _, err := l.sim.AddFuture(internalID(l.state), at, map[string]any{"name": "foreign"}); err != nil {
				l.t.Fatal(err)
			}
		}
		l.mustBeSettled()
		want := []string{"Change scheduled elsewhere", "Change scheduled elsewhere"}
		if diff := cmp.Diff(want, l.notices()); diff != "" {
			l.t.Errorf("notices (-want +got):\n%s", diff)
		}
		l.apply("three", hours(5))
		if diff := cmp.Diff(want, l.notices()); diff != "" {
			l.t.Errorf("notices beside a scheduled change of our own (-want +got):\n%s", diff)
		}
	})
}

// A server that knows no validAt for snapshots is understood too.
func TestSchedule_withoutValidAt(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"refused": http.StatusBadRequest, "ignored": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newTimeline(t, nevissim.Options{})
			l.service = serve(t, withoutValidAt(l.sim, status), func(c *nevismeta.Config) { c.Now = l.clock.Now })
			l.apply("one", "")
			l.apply("two", hours(5))
			l.apply("three", hours(6))
			l.mustHave("one", hours(6))
			if notices := l.notices(); len(notices) > 0 {
				t.Errorf("notices of our own change: %v", notices)
			}
			l.apply("four", "")
			l.mustHave("four")
		})
	}
}

// When nobody can tell what is scheduled, that is said, and nothing fails.
func TestStateNotices_unavailable(t *testing.T) {
	t.Parallel()
	l := newTimeline(t, nevissim.Options{})
	l.apply("one", "")
	l.sim.FailNext(nevissim.Fault{Path: "/snapshots", Status: http.StatusForbidden})
	if diff := cmp.Diff([]string{"Scheduled changes not known"}, l.notices()); diff != "" {
		t.Errorf("notices (-want +got):\n%s", diff)
	}
}
