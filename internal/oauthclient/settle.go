package oauthclient

import (
	"fmt"
	"maps"
)

// A Baseline is what a server had after a write, or at an import, for the fields that are not as configured. It is kept
// between operations, and another value than that is somebody's doing. It holds no secrets.
type Baseline struct {
	// Filled has what the server had filled in for fields that were left out.
	Filled Client
	// Adjusted has what a server that may adjust what it is asked for (see [Profile]) made of a configured value; a nil
	// value stands for none at all, or none that it shows.
	Adjusted Client
}

// Settle returns what a state should hold for a client: every value the way it was configured where the server has
// the same in its own way of writing, and otherwise what the server has.
//
// Prior is what was configured, or what the state held. A field that prior lacks stays absent when the server's value is
// empty, the fixed default, or what the baseline has; any other is somebody's change and shows, unless the server is
// known to inherit it: see [Judge.Drifted]. A nil baseline is not known: then what the server may have filled in by
// itself stays absent too.
func (j *Judge) Settle(prior, server Client, baseline *Baseline) Client {
	settled := make(Client, len(prior))
	for f, shown := range server {
		if v := j.settleField(f, prior[f], shown, baseline); v != nil {
			settled[f] = v
		}
	}
	for f, v := range prior {
		if _, disclosed := server[f]; disclosed {
			continue
		}
		if v := j.settleField(f, v, nil, baseline); v != nil {
			settled[f] = v
		}
	}
	if _, configured := prior[ClientSecret]; !configured && settled.Has(ClientSecret) && !j.UsesSecret(overlaid(server, settled)) {
		delete(settled, ClientSecret)
	}
	return settled
}

// settleField returns what the state holds for one field, nil for nothing. Shown is nil when the server shows nothing.
func (j *Judge) settleField(f Field, prior, shown any, baseline *Baseline) any {
	switch {
	case !j.Configures(f):
		if shown == nil {
			return prior // only the creation disclosed it
		}
		return shown
	case prior != nil && j.Equal(f, prior, shown):
		return prior
	case j.says(f, prior):
		if j.wasAdjusted(f, shown, baseline) {
			return prior
		}
		if j.wasFilled(f, shown, baseline) || shown != false && !j.says(f, shown) {
			return nil // what prior has was somebody's doing, and is undone; or it is gone
		}
		return shown
	case prior == false && shown == true:
		return shown
	case j.mayHaveFilled(f, shown, baseline):
		return prior
	}
	return shown
}

func (j *Judge) wasAdjusted(f Field, shown any, baseline *Baseline) bool {
	if baseline == nil {
		return false
	}
	adjusted, known := baseline.Adjusted[f]
	return known && j.Equal(f, adjusted, shown)
}

func (j *Judge) wasFilled(f Field, shown any, baseline *Baseline) bool {
	if baseline == nil {
		return false
	}
	filled, known := baseline.Filled[f]
	return known && j.Equal(f, filled, shown)
}

// mayHaveFilled reports whether the server may have filled in by itself what it shows for a field that is left out.
func (j *Judge) mayHaveFilled(f Field, shown any, baseline *Baseline) bool {
	p := j.properties[f]
	switch {
	case !j.says(f, shown), p.Behaviour == Inherited, j.wasFilled(f, shown, baseline):
		return true
	case f.Kind() != Bool && IsEmpty(f, shown) && baseline != nil && !baseline.Filled.Has(f):
		return true // nothing was there before: some servers show that as [] in one answer, and as null in another
	case p.Behaviour == Fixed:
		return j.Equal(f, p.Default, shown)
	}
	return baseline == nil && p.Behaviour == Stamped
}

// Drifted returns a notice for each field that is left out, shows another value than the baseline has, and is no difference
// in a plan for that: what the server inherits from its operator's settings, since either the setting was changed or
// somebody changed the client; and what the server had stamped on the client and does not show any more.
func (j *Judge) Drifted(prior, server Client, baseline *Baseline) []Notice {
	if baseline == nil {
		return nil
	}
	var notices []Notice
	for _, p := range j.profile.Properties {
		f := p.Field
		before, now := baseline.Filled[f], server[f]
		if j.says(f, prior[f]) || j.Equal(f, before, now) {
			continue
		}
		switch {
		case p.Behaviour == Inherited:
			notice := drifted(f, before, now, "Either the server's own setting was changed or somebody changed the client.")
			notice.Common = true
			notices = append(notices, notice)
		case p.Behaviour == Stamped && j.says(f, before) && !j.says(f, now):
			notices = append(notices, drifted(f, before, now, "Somebody changed the client."))
		}
	}
	return notices
}

func drifted(f Field, before, now any, why string) Notice {
	return Notice{
		Field: f, Summary: f.String() + " has changed on the server",
		Detail: fmt.Sprintf("It is not configured, was %s after the last write and is %s now. %s It stays as it is; configure %s to decide about it.",
			ShowValue(f, before), ShowValue(f, now), why, f),
	}
}

// Imported returns what a state should hold for a client that was not made here: what the server has, less what it
// always fills in.
func (j *Judge) Imported(server Client) Client {
	state := make(Client, len(server))
	for f, v := range server {
		if !j.supported.Has(f) || f == ClientID || j.says(f, v) && !j.isFixedDefault(f, v) {
			state[f] = v
		}
	}
	if !j.UsesSecret(server) {
		delete(state, ClientSecret)
	}
	return state
}

func (j *Judge) isFixedDefault(f Field, v any) bool {
	p := j.properties[f]
	return p.Behaviour == Fixed && j.Equal(f, p.Default, v)
}

// Baseline returns what the server has after a write for every field that is not as configured, to be passed to a later
// [Judge.Settle]. On a server that does not adjust values, a removed field that is there as before is not in it, so that
// it shows until it is gone; nor is one that did not take.
func (j *Judge) Baseline(change Change, server Client) *Baseline {
	baseline := &Baseline{Filled: Client{}, Adjusted: Client{}}
	for _, p := range j.profile.Properties {
		f := p.Field
		wanted, shown := change.Desired[f], server[f]
		switch {
		case !j.Configures(f), !j.profile.Adjusts && change.Removed.Has(f) && j.remains(f, change.Known[f], shown):
		case !j.says(f, wanted):
			if j.says(f, shown) && (wanted != false || shown != true) {
				baseline.Filled[f] = shown
			}
		case j.profile.Adjusts && !j.Equal(f, wanted, shown):
			baseline.Adjusted[f] = shown
		}
	}
	return baseline
}

// BaselineAfter is [Judge.Baseline] for an update, when before was the baseline until then. A value that somebody else had
// changed since the plan, and that the update left alone, is not taken for the server's own: the next plan shows it.
func (j *Judge) BaselineAfter(before *Baseline, change Change, updated Result) *Baseline {
	baseline := j.Baseline(change, updated.Client)
	if before == nil || updated.Before == nil {
		return baseline
	}
	for f, shown := range baseline.Filled {
		switch filled, known := before.Filled[f]; {
		case change.Removed.Has(f), !j.Equal(f, updated.Before[f], shown):
			// It is what the update made of it.
		case known:
			baseline.Filled[f] = filled
		default:
			delete(baseline.Filled, f)
		}
	}
	return baseline
}

// Rebase returns the baseline for the next refresh: what the server inherits from its operator's settings is taken as it is
// now, after [Judge.Drifted] has told of it. A baseline that was not known becomes known.
func (j *Judge) Rebase(baseline *Baseline, prior, server Client) *Baseline {
	if baseline == nil {
		return j.Baseline(Change{Desired: prior}, server)
	}
	rebased := &Baseline{Filled: baseline.Filled.Clone(), Adjusted: baseline.Adjusted}
	for _, p := range j.profile.Properties {
		if p.Behaviour != Inherited {
			continue
		}
		delete(rebased.Filled, p.Field)
		if !j.says(p.Field, prior[p.Field]) && j.says(p.Field, server[p.Field]) {
			rebased.Filled[p.Field] = server[p.Field]
		}
	}
	return rebased
}

// overlaid returns base with the values of top in place of its own.
func overlaid(base, top Client) Client {
	c := base.Clone()
	maps.Copy(c, top)
	return c
}
