package oauthclient

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	// clockSkew is how far the clocks of this machine and of the server may be apart when it is to be told whether a
	// client is new.
	clockSkew = 5 * time.Minute
	// creationAttempts is how often a creation is sent that leaves no trace on the server.
	creationAttempts = 3
	// settlingTime bounds the requests that find out what became of a creation after the operation was cancelled.
	settlingTime = 10 * time.Second
)

// A creation is a request to make a client, from before it is sent until it is known what became of it.
type creation struct {
	desired Client
	// idChosenHere says that the client_id was made up for this request: a client that has it is ours.
	idChosenHere bool
	// secretMadeHere says that the client_secret was made up for this request: a client that has it is ours.
	secretMadeHere bool
	sent           time.Time
	// unseen says that it could not be seen what is behind a refusal by somebody else.
	unseen bool
}

// create sends the request and, when no answer says what became of it, finds that out.
func (s *Service) create(ctx context.Context, c *creation) (created Result, err error) {
	s.begin(c)
	defer func() { s.end(c, err) }()
	found := s.takeUp(ctx, c)
	forget := s.remember(c)
	defer func() { forget(created, err) }()
	if found != nil {
		s.own(found.Text(ID))
		return Result{Client: *found}, nil
	}
	created, err = s.request(ctx, c)
	if made := s.madeAllTheSame(ctx, c, created, err); made != nil {
		created, err = Result{Client: *made}, nil
	}
	for attempt := 1; c.isInDoubt(created, err, attempt); attempt++ {
		found, findErr := s.findMade(ctx, c)
		switch {
		case errors.Is(findErr, ErrAlreadyExists) && !errors.Is(err, ErrAlreadyExists):
			return Result{}, findErr
		case errors.Is(findErr, ErrAlreadyExists): // the server said so by itself
			return Result{}, err
		case findErr != nil:
			return s.uncertain(c, findErr), s.unsure(c, err, findErr)
		case found != nil:
			created, err = Result{Client: *found}, nil
		case !s.mayRepeat(ctx, c) || attempt == creationAttempts:
			return s.uncertain(c, err), s.unsure(c, err, nil)
		default:
			created, err = s.request(ctx, c)
		}
	}
	if id := created.Client.Text(ID); id != "" {
		s.own(id)
	}
	return created, err
}

// request sends the creation. Where the server chooses the client_id, an answer with a client that was made before is about
// another creation, of which somebody on the way confused the answer, or for which the server itself gives the same client_id.
// Two resources must not share a client.
func (s *Service) request(ctx context.Context, c *creation) (Result, error) {
	created, err := s.driver.Create(ctx, c.desired)
	if id := created.Client.Text(ID); id != "" && !c.desired.Has(ClientID) && !s.own(id) {
		return Result{}, errors.Join(err, &Error{
			Kind:    ErrOutcomeUnknown,
			Message: fmt.Sprintf("The server was asked to make the %s %s, and answered with %q, which another resource has.", s.noun(), s.nameOf(c), id),
			Advice:  "Look for a proxy or cache that confuses answers. If the server itself gives equal registrations the same client_id, make them differ.",
		})
	}
	return created, err
}

// madeAllTheSame returns the client that a creation has made although it was refused, as far as can be told: the refusal is
// not the API's own, and so may be a gateway's that did not let the answer through. Nil for most refusals, which are what
// they seem.
func (s *Service) madeAllTheSame(ctx context.Context, c *creation, created Result, err error) *Client {
	if created.Client != nil || !MayBeDone(err) || errors.Is(err, ErrOutcomeUnknown) {
		return nil
	}
	made, findErr := s.findMade(ctx, c)
	c.unseen = findErr != nil
	return made
}

// isInDoubt reports whether it has to be looked for what a creation has made. A conflict about the very client_id that was
// made up for it, or with what an earlier attempt may have made, means that a request was carried out whose answer somebody
// on the way lost.
func (c *creation) isInDoubt(created Result, err error, attempt int) bool {
	return created.Client == nil &&
		(errors.Is(err, ErrOutcomeUnknown) || (c.idChosenHere || attempt > 1) && errors.Is(err, ErrAlreadyExists))
}

// mayRepeat reports whether a second creation can do no harm: the server refuses one with the same client_id or name.
func (s *Service) mayRepeat(ctx context.Context, c *creation) bool {
	return ctx.Err() == nil && s.profile.Unique != nil && s.profile.Unique(c.desired)
}

// findMade returns the client that a creation has certainly made, nil when the server has none that it may have made.
func (s *Service) findMade(ctx context.Context, c *creation) (*Client, error) {
	if !s.profile.Can.Find {
		return nil, errors.New("this server cannot look for a client")
	}
	ctx, cancel := settling(ctx)
	defer cancel()
	candidates, err := s.driver.Find(ctx, Wanted{Desired: c.desired, Sent: true})
	if err != nil {
		return nil, err
	}
	var ours []Client
	for _, candidate := range candidates {
		if c.secretMadeHere && candidate.Client[ClientSecret] == c.desired[ClientSecret] {
			return &candidate.Client, nil
		}
		if s.isOurs(ctx, c, candidate) {
			ours = append(ours, candidate.Client)
		}
	}
	switch {
	case len(ours) == 1 && (c.idChosenHere || !s.hasTwin(c)):
		return &ours[0], nil
	case len(ours) > 0:
		return nil, fmt.Errorf("it may have made any of %s", ids(ours))
	case len(candidates) > 0 && c.desired.Has(ClientID):
		return nil, s.taken(c, candidates[0].Client)
	}
	return nil, nil
}

// settling returns a context for finding out what a write did: it goes on for a moment when ctx is done.
func settling(ctx context.Context) (context.Context, context.CancelFunc) {
	going, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(settlingTime, cancel) })
	return going, func() {
		stop()
		cancel()
	}
}

// isOurs reports whether a creation made a client. One whose client_id or name the user chose may have been there before, so
// it is ours only when it says what was asked for, and is new as far as can be told.
func (s *Service) isOurs(ctx context.Context, c *creation, candidate Candidate) bool {
	switch {
	case s.isOwn(candidate.Client.Text(ID)):
		return false
	case c.idChosenHere:
		return candidate.Client.Text(ClientID) == c.desired.Text(ClientID)
	case !s.LooksLike(c.desired, candidate.Client):
		return false
	}
	return candidate.New == nil || candidate.New(ctx, c.sent.Add(-clockSkew))
}

// uncertain is the client as far as it is known, when cause is why it cannot be said whether it was made. When its client_id
// is ours it is better to have a client in the state that may not exist, which the next refresh finds out, than an orphan on
// the server. A client that is certainly somebody else's is never in it.
func (s *Service) uncertain(c *creation, cause error) Result {
	if !c.idChosenHere || s.profile.IDOf == nil || errors.Is(cause, ErrAlreadyExists) {
		return Result{}
	}
	return Result{Client: c.desired.With(ID, s.profile.IDOf(c.desired))}
}

// unsure says what is known of a creation that failed with cause, and of which findErr says why nothing was found out.
func (s *Service) unsure(c *creation, cause, findErr error) error {
	if errors.Is(cause, ErrAlreadyExists) {
		return cause
	}
	found := "The server did not have it a moment later."
	if findErr != nil {
		found = "It could not be found out either."
	}
	return &Error{
		Kind: ErrOutcomeUnknown, Err: errors.Join(cause, findErr),
		Message: fmt.Sprintf("The request to create the %s %s got no answer that says whether it was created. %s", s.noun(), s.nameOf(c), found),
		Advice:  "Look for it on the server before you apply again. If it is there, import it or delete it.",
	}
}

// taken says that another client has the client_id, or the name where a name is unique.
func (s *Service) taken(c *creation, found Client) error {
	f := ClientID
	if found.Text(ClientID) != c.desired.Text(ClientID) {
		f = ClientName
	}
	return &Error{
		Kind: ErrAlreadyExists, Field: f,
		Message: fmt.Sprintf("The request to create the client got no answer. The server has a client with the %s %q, but not as it was asked for.", f, c.desired.Text(f)),
		Advice:  fmt.Sprintf("If it is the one you want to manage, import it with the id %q.", found.Text(ID)),
	}
}

func (s *Service) nameOf(c *creation) string {
	for _, f := range []Field{ClientName, ClientID} {
		if text := c.desired.Text(f); text != "" {
			return fmt.Sprintf("%q", text)
		}
	}
	if s.profile.IDOf != nil {
		return fmt.Sprintf("%q", s.profile.IDOf(c.desired))
	}
	return "without a name"
}

func ids(clients []Client) string {
	texts := make([]string, len(clients))
	for i, c := range clients {
		texts[i] = fmt.Sprintf("%q", c.Text(ID))
	}
	return strings.Join(texts, ", ")
}

func (s *Service) begin(c *creation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.creations = append(s.creations, c)
}

// end takes a creation off the list. One of which nobody knows what became stays on it: what it may have made, with a secret
// of its own, must not be taken for the work of another.
func (s *Service) end(c *creation, err error) {
	if errors.Is(err, ErrOutcomeUnknown) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.creations = slices.DeleteFunc(s.creations, func(other *creation) bool { return other == c })
}

// own notes that a client was made here. False means that it was made before.
func (s *Service) own(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.made[id]
	s.made[id] = true
	return !known
}

// disown forgets a client that was removed: another one may get its ID.
func (s *Service) disown(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.made, id)
	delete(s.adopted, id)
}

func (s *Service) isOwn(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.made[id]
}

// hasTwin reports whether a client that looks the same is being made at this moment, or may have been made: then nobody can
// tell the two apart.
func (s *Service) hasTwin(c *creation) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.creations, func(other *creation) bool {
		return other != c && other.desired.Text(ClientID) == c.desired.Text(ClientID) && len(s.Changed(other.desired, c.desired)) == 0
	})
}
