package oauthclient

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Existing returns the client that a creation of desired would meet: the one that has its client_id or, where names are
// unique, its name. Nil means that there is none. ErrAlreadyExists says that there is one which cannot become what desired
// says, and ErrUnsupported that the server cannot look for clients.
func (s *Service) Existing(ctx context.Context, desired Client) (Client, error) {
	if !s.CanMeet(desired) && s.profile.Can.Find {
		return nil, nil
	}
	found, err := s.Find(ctx, desired)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(c Client) bool { return !s.meets(desired, c) })
	switch {
	case len(found) == 0:
		return nil, nil
	case len(found) > 1:
		return nil, &Error{
			Kind: ErrAlreadyExists, Field: ClientID,
			Message: fmt.Sprintf("The server has several clients that are in the way: %s.", ids(found)),
			Advice:  "Import the one that you mean.",
		}
	}
	dropMask(found[0])
	return found[0], s.canBecome(found[0], desired)
}

// CanMeet reports whether a creation of c says enough to meet a client that is there already: a client_id, or a name where
// names are unique.
func (j *Judge) CanMeet(c Client) bool { return c.Has(ClientID) || j.uniqueName(c) }

func (j *Judge) uniqueName(c Client) bool {
	return c.Has(ClientName) && j.profile.Unique != nil && j.profile.Unique(c.Without(ClientID))
}

func (j *Judge) meets(desired, found Client) bool {
	return desired.Has(ClientID) && found.Text(ClientID) == desired.Text(ClientID) ||
		j.uniqueName(desired) && found.Text(ClientName) == desired.Text(ClientName)
}

// canBecome returns why a client that was found cannot become what is desired.
func (s *Service) canBecome(found, desired Client) error {
	id := found.Text(ID)
	replaces := s.Replaces(found, desired, nil)
	switch {
	case s.isOwn(id):
		return haveOne(id)
	case len(replaces) > 0:
		return &Error{
			Kind: ErrAlreadyExists, Field: replaces[0],
			Message: fmt.Sprintf("The server has the client %q, which would have to be made anew to become what is configured: it has %s for %s.",
				id, ShowValue(replaces[0], found[replaces[0]]), replaces[0]),
			Advice: "Configure what it has, or choose another client_id or name.",
		}
	}
	return nil
}

// CreateOrAdopt makes a client, or takes over the one that it meets (see [Service.Existing]) and makes that what desired
// says: adopted reports which of the two. What else an adopted client has stays unless it is [Judge.Excluded], and so does its
// secret unless desired has one; errors are those of [Service.Create] and [Service.Update].
func (s *Service) CreateOrAdopt(ctx context.Context, desired Client) (result Result, adopted bool, err error) {
	if err := s.refuse(desired); err != nil {
		return Result{}, false, err
	}
	found, err := s.Existing(ctx, desired)
	if err == nil && found == nil {
		var made Result
		if made, err = s.Create(ctx, desired); made.Client != nil || !errors.Is(err, ErrAlreadyExists) {
			return made, false, err
		}
		// Somebody was faster.
		conflict := err
		if found, err = s.Existing(ctx, desired); err == nil && found == nil {
			err = conflict
		}
	}
	if err != nil {
		return Result{}, false, err
	}
	result, err = s.adopt(ctx, found, desired)
	return result, true, err
}

func haveOne(id string) error {
	return &Error{
		Kind: ErrAlreadyExists, Field: ClientID,
		Message: fmt.Sprintf("Another resource of this configuration has the client %q.", id),
		Advice:  "A client has one resource: take the other out, or configure another client_id or name.",
	}
}

// adopt makes a client that was found what is desired. A value that did not take is told with the result.
func (s *Service) adopt(ctx context.Context, found, desired Client) (Result, error) {
	if !s.claim(found.Text(ID)) {
		return Result{}, haveOne(found.Text(ID))
	}
	change := Change{Known: found, Desired: s.sent(desired), Removed: s.Excluded(desired, found)}
	result := Result{Client: found}
	var err error
	if !s.Matches(change.Desired, found) || change.Desired.Has(ClientSecret) || len(change.Removed) > 0 {
		result, err = s.update(ctx, change)
	}
	if result.Client == nil {
		s.disown(found.Text(ID))
		return result, err
	}
	if !change.Desired.Has(ClientSecret) {
		dropMask(result.Client)
	}
	return result, err
}

// claim reports whether a client may be adopted, and remembers that it is: two resources must not have the same.
func (s *Service) claim(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made[id] {
		return false
	}
	s.made[id], s.adopted[id] = true, true
	return true
}

// Adopted reports whether this Service has taken over the client with an ID: it belongs to another resource then than the one
// that had it before.
func (s *Service) Adopted(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.adopted[id]
}

// Leftover returns the fields of a client that was adopted which nobody configured, and which the server did not fill in as
// far as is known.
func (j *Judge) Leftover(desired, server Client) []Field {
	var fields []Field
	for _, p := range j.profile.Properties {
		f := p.Field
		isDefault := p.Default == nil || j.Equal(f, p.Default, server[f])
		switch {
		case !j.Configures(f), !j.says(f, server[f]), f.Kind() != Bool && IsEmpty(f, server[f]), j.says(f, desired[f]):
		case p.Behaviour == Inherited, (p.Behaviour == Fixed || p.Behaviour == Stamped) && isDefault:
		default:
			fields = append(fields, f)
		}
	}
	return fields
}

// Excluded returns what a client has beside a configuration and cannot keep with it: what breaks a rule that neither of the
// two breaks alone, such as jwks_uri beside the configured jwks.
func (j *Judge) Excluded(desired, server Client) FieldSet {
	excluded := FieldSet{}
	known := map[string]bool{}
	for _, problem := range append(j.broken(desired), j.broken(server)...) {
		known[problem] = true
	}
	conflicts := func(c Client) int {
		return len(slices.DeleteFunc(j.broken(c), func(problem string) bool { return known[problem] }))
	}
	together := overlaid(server, j.sent(desired))
	left := conflicts(together)
	for _, f := range j.Leftover(desired, server) {
		if left == 0 {
			break
		}
		if without := together.Without(f); conflicts(without) < left {
			together, left = without, conflicts(without)
			excluded.Add(f)
		}
	}
	return excluded
}

// broken returns the rules that c breaks.
func (j *Judge) broken(c Client) []string {
	var broken []string
	for _, problem := range append(CheckMetadata(c, nil), j.Validate(c.Only(j.supported), nil)...) {
		if !errors.Is(problem.Kind, ErrUnusual) {
			broken = append(broken, problem.Error())
		}
	}
	return broken
}

// AdoptedBaseline is [Judge.Baseline] for a client that was adopted: what it has beside is not in it, so that the next plan
// shows it.
func (j *Judge) AdoptedBaseline(desired, server Client) *Baseline {
	baseline := j.Baseline(Change{Desired: desired}, server)
	for _, f := range j.Leftover(desired, server) {
		delete(baseline.Filled, f)
	}
	return baseline
}
