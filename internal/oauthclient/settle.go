package oauthclient

import "maps"

// Settle returns what a state should hold for a client: every value the way it was configured where the server has
// the same in its own way of writing, and otherwise what the server has.
//
// Prior is what was configured, or what the state held. A field that prior lacks stays absent when the server's value
// is empty, or one that the server fills in by itself: a known default, or what it had filled in after the last write
// (baseline, from [Service.Baseline]; may be nil). Any other value is somebody's change and shows.
func (s *Service) Settle(prior, server, baseline Client) Client {
	settled := make(Client, len(prior))
	for f, v := range server {
		if settledValue := s.settleField(f, prior[f], v, baseline[f]); settledValue != nil {
			settled[f] = settledValue
		}
	}
	for f, v := range prior {
		if _, disclosed := server[f]; !disclosed && s.keepsUndisclosed(f, v) {
			settled[f] = v
		}
	}
	return settled
}

func (s *Service) settleField(f Field, prior, server, baseline any) any {
	fill, filled := s.fills[f]
	switch {
	case !s.Configures(f):
		return server
	case prior != nil && s.Equal(f, prior, server):
		return prior
	case prior != nil && !IsEmpty(f, prior):
		return server
	case prior == false && server == true, fill.KeepsFalse:
		return server
	case IsEmpty(f, server),
		baseline != nil && s.Equal(f, baseline, server),
		filled && fill.Accepts(f, server):
		return prior
	}
	return server
}

// keepsUndisclosed reports whether a value stays known although the server's answer has nothing for it: what only the
// creation disclosed, and what means no more than an absent value.
func (s *Service) keepsUndisclosed(f Field, v any) bool {
	return !s.Configures(f) || IsEmpty(f, v) && !s.fills[f].KeepsFalse
}

// Imported returns what a state should hold for a client that was not made here: what the server has, less what it
// fills in by itself.
func (s *Service) Imported(server Client) Client {
	state := make(Client, len(server))
	for f, v := range server {
		fill, filled := s.fills[f]
		isDefault := filled && fill.Default != nil && !fill.Unsure && s.Equal(f, fill.Default, v)
		empty := IsEmpty(f, v) && !fill.KeepsFalse
		if !s.supports.Has(f) || f == ClientID || !empty && !isDefault {
			state[f] = v
		}
	}
	return state
}

// Baseline returns the values that the server filled in for fields which desired leaves out, to be passed to a later
// [Service.Settle]. It holds no secrets.
func (s *Service) Baseline(desired, server Client) Client {
	baseline := Client{}
	for f, v := range server {
		if s.Configures(f) && !desired.Has(f) && !IsEmpty(f, v) {
			baseline[f] = v
		}
	}
	return baseline
}

// Equal reports whether a server that has b has what was configured as a, in the server's own way of writing.
func (s *Service) Equal(f Field, a, b any) bool { return s.compare(Equal, f, a, b) }

// Same reports whether a and b, which were both configured, say the same to the backend's server.
func (s *Service) Same(f Field, a, b any) bool { return s.compare(Same, f, a, b) }

func (s *Service) compare(equal func(Field, any, any) bool, f Field, a, b any) bool {
	if equal(f, a, b) {
		return true
	}
	canonicalizer, ok := s.backend.(Canonicalizer)
	return ok && a != nil && b != nil && equal(f, canonicalizer.Canonical(f, a), canonicalizer.Canonical(f, b))
}

// Changed returns the configurable fields in which desired differs from known, which was configured before.
func (s *Service) Changed(known, desired Client) FieldSet {
	changed := FieldSet{}
	fields := known.Fields()
	maps.Copy(fields, desired.Fields())
	for f := range fields {
		if s.Configures(f) && (!s.Same(f, known[f], desired[f]) || forgotten(f, known, desired)) {
			changed.Add(f)
		}
	}
	return changed
}

// forgotten reports whether a flag was set and is not any more, or the other way round: a server whose default is not
// false tells false from absent.
func forgotten(f Field, known, desired Client) bool {
	_, was := known[f]
	_, is := desired[f]
	return f.kind == Bool && was != is
}

// Matches reports whether a server's client has all that desired says; secrets cannot be compared.
func (s *Service) Matches(desired, server Client) bool {
	for f, v := range desired {
		if s.supports.Has(f) && f != ClientSecret && !s.Equal(f, v, server[f]) {
			return false
		}
	}
	return true
}
