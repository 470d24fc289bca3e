package oauthclient

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

// A Service is one configured backend: what is known of its kind of server, a connection to one, and all that is common to
// backends. It is safe for concurrent use.
type Service struct {
	*Judge
	driver Driver

	mu sync.Mutex
	// creations are those under way or in doubt, made the IDs of the clients that this Service has made or adopted, and
	// adopted those of the latter.
	creations     []*creation
	made, adopted map[string]bool
	// ahead has what lists have said of clients that nobody has asked for yet.
	ahead readAhead
	// journal remembers writes beyond the life of this process.
	journal   Journal
	leftovers leftovers
}

// NewService returns a Service for a driver, which was given the same judge.
func NewService(judge *Judge, driver Driver) *Service {
	return &Service{Judge: judge, driver: driver, made: map[string]bool{}, adopted: map[string]bool{}, journal: noJournal{}}
}

// Server identifies the server, by its address or issuer.
func (s *Service) Server() string { return s.driver.Server() }

// Inspect returns what is wrong with a configuration by what the server says beforehand. The error says that the server
// could not be asked.
func (s *Service) Inspect(ctx context.Context, c Client) ([]*Error, error) {
	problems, err := s.driver.Inspect(ctx, c)
	if err != nil {
		return nil, s.wrap("inspect", err)
	}
	return problems, nil
}

// Create makes a client. Beside the errors of [Driver] it returns ErrUnsupported before anything is sent, and
// ErrNotStored for values that the server took and did not keep; the client exists then, and is returned.
//
// The secret of a client that needs one, and for which none is configured, is made here, and so is the client_id where
// the profile says so: what a lost answer would have said is then known.
func (s *Service) Create(ctx context.Context, desired Client) (Result, error) {
	if err := s.refuse(desired); err != nil {
		return Result{}, err
	}
	c := &creation{desired: s.sent(desired), sent: time.Now()}
	if !c.desired.Has(ClientID) && s.profile.NewClientID != nil {
		c.desired[ClientID] = s.profile.NewClientID()
		c.idChosenHere = true
	}
	if !c.desired.Has(ClientSecret) && s.Supports(ClientSecret) && s.UsesSecret(c.desired) {
		c.desired[ClientSecret] = NewSecret()
		c.secretMadeHere = true
	}
	s.sweep(ctx)
	defer s.ahead.writes()()
	created, err := s.create(ctx, c)
	created = s.clean(created, c.desired)
	if err != nil {
		return created, s.wrap("create", err)
	}
	return s.verified(Change{Desired: c.desired}, created)
}

// Read returns the client as the server has it. A secret that is known already is replaced only by one that the server
// evidently shows in clear.
//
// Errors: those of [Driver.Fetch], and ErrUnavailable when the answer is about another client.
func (s *Service) Read(ctx context.Context, known Client) (Result, error) {
	fetched, err := s.fetch(ctx, known)
	if err != nil {
		return Result{}, s.wrap("read", err)
	}
	read, err := s.interpret(ctx, fetched, known)
	if err != nil {
		return Result{}, s.wrap("read", err)
	}
	s.forgetOpen(known)
	return read, nil
}

func (s *Service) interpret(ctx context.Context, fetched Fetched, known Client) (Result, error) {
	read, err := s.driver.Interpret(ctx, fetched, known)
	if err != nil {
		return Result{}, err
	}
	if err := SameClient(known, read.Client); err != nil {
		return Result{}, err
	}
	if read.Client.Text(ClientSecret) != known.Text(ClientSecret) {
		dropMask(read.Client)
	}
	return s.clean(read, nil), nil
}

// SameClient returns an error when an answer is about another client than the one that was asked for: a confused cache or
// proxy must not have one client taken for another.
func SameClient(known, answered Client) error {
	want, got := known.Text(ClientID), answered.Text(ClientID)
	if want == "" || got == "" || want == got {
		return nil
	}
	return &Error{
		Kind:    ErrUnavailable,
		Message: fmt.Sprintf("The server was asked for the client %q and answered with the client %q.", want, got),
		Advice:  "Look for a proxy or cache that confuses answers.",
	}
}

// Update makes a client known as known what desired says. What neither has stays as it is on the server. It sends nothing
// when desired says what is known already. Beside the errors of the driver it returns ErrUnsupported before anything is
// sent, and ErrNotStored for values that the server took and did not keep; the update is done then, and its result is
// returned.
func (s *Service) Update(ctx context.Context, known, desired Client) (Result, error) {
	if err := s.refuse(desired); err != nil {
		return Result{}, err
	}
	change := s.Change(known, desired)
	if len(s.Changed(known, desired)) == 0 && !change.Desired.Has(ClientSecret) {
		return Result{Client: known}, nil
	}
	return s.update(ctx, change)
}

func (s *Service) update(ctx context.Context, change Change) (Result, error) {
	s.sweep(ctx)
	defer s.ahead.writes()()
	end := func(bool) {}
	if change.Desired.Has(ClientSecret) {
		end = s.rememberSecret(change.Known)
	}
	done := s.rememberOpen(change.Known, OpenUpdate)
	updated, err := s.driver.Update(ctx, change)
	done()
	end(err == nil)
	if err == nil {
		s.forgetOpen(change.Known)
	}
	if other := SameClient(change.Known, updated.Client); other != nil {
		return Result{}, errors.Join(err, other)
	}
	updated = s.clean(updated, change.Desired)
	if err != nil {
		return updated, s.wrap("update", err)
	}
	return s.verified(change, updated)
}

// SetSecret gives a client a secret and leaves all else as it is. Its errors are those of [Service.Update].
func (s *Service) SetSecret(ctx context.Context, known Client, secret string) (Result, error) {
	desired := Client{ClientSecret: secret}
	for _, problem := range s.Validate(desired, s.supported) {
		if problem.Field == ClientSecret && !errors.Is(problem.Kind, ErrUnusual) {
			return Result{}, problem
		}
	}
	defer s.ahead.writes()()
	updated, err := s.driver.Update(ctx, Change{Known: known, Desired: desired, Removed: FieldSet{}})
	if err != nil {
		return Result{}, s.wrap("set the secret of", err)
	}
	return s.clean(updated, desired), nil
}

// RotateSecret has the server make a new secret. Where secrets overlap, the old one goes on working until
// [Service.RetireSecrets]. ErrUnsupported says that the server cannot be asked for one.
func (s *Service) RotateSecret(ctx context.Context, known Client) (Result, error) {
	if !s.profile.Can.RotateSecret {
		return Result{}, &Error{Kind: ErrUnsupported, Field: ClientSecret, Message: s.Title() + " cannot be asked for a new secret."}
	}
	defer s.ahead.writes()()
	rotated, err := s.driver.RotateSecret(ctx, known)
	if other := SameClient(known, rotated.Client); other != nil {
		return Result{}, errors.Join(err, other)
	}
	rotated = s.clean(rotated, nil)
	if err != nil {
		return rotated, s.wrap("rotate the secret of", err)
	}
	return rotated, nil
}

// RetireSecrets ends the life of the secrets that [Service.RotateSecret] left working. ErrUnsupported says that the server
// has no secrets that overlap.
func (s *Service) RetireSecrets(ctx context.Context, known Client) error {
	if !s.profile.Can.OverlapSecrets {
		return &Error{Kind: ErrUnsupported, Field: ClientSecret, Message: s.Title() + " has no secrets that overlap."}
	}
	defer s.ahead.writes()()
	if err := s.driver.RetireSecrets(ctx, known); err != nil {
		return s.wrap("retire the old secrets of", err)
	}
	return nil
}

// Delete removes the client; see [Driver.Delete].
func (s *Service) Delete(ctx context.Context, known Client) error {
	s.sweep(ctx)
	defer s.ahead.writes()()
	defer s.rememberOpen(known, OpenDeletion)()
	err := s.driver.Delete(ctx, known)
	if errors.Is(err, ErrOutcomeUnknown) && s.isGone(ctx, known) {
		err = nil
	}
	if err != nil {
		return s.wrap("delete", err)
	}
	s.forgetOpen(known)
	s.disown(known.Text(ID))
	return nil
}

// isGone reports whether the server says that it does not have a client. One that denies access to it would not say so, and may
// replace the client's token when it is read, so it is not asked.
func (s *Service) isGone(ctx context.Context, known Client) bool {
	if s.profile.DeniesGone {
		return false
	}
	ctx, cancel := settling(ctx)
	defer cancel()
	_, err := s.driver.Fetch(ctx, known)
	return errors.Is(err, ErrNotFound)
}

// Find returns the clients that have the client_id of desired or, where that names a client and desired has no client_id,
// its name. It returns ErrUnsupported when the server cannot look for them.
func (s *Service) Find(ctx context.Context, desired Client) ([]Client, error) {
	if !s.profile.Can.Find {
		return nil, &Error{Kind: ErrUnsupported, Message: s.Title() + " cannot look for a " + s.noun() + "."}
	}
	candidates, err := s.driver.Find(ctx, Wanted{Desired: desired})
	if err != nil {
		return nil, s.wrap("find", err)
	}
	clients := make([]Client, len(candidates))
	for i, candidate := range candidates {
		clients[i] = s.clean(Result{Client: candidate.Client}, nil).Client
	}
	return clients, nil
}

// List calls yield for each client that the filter lets pass until yield returns false. A client of which the list does not
// say all is yielded without Fetched, and is read when somebody needs it. ErrUnsupported says that clients cannot be
// listed.
func (s *Service) List(ctx context.Context, filter Filter, yield func(Listed) bool) error {
	if !s.profile.Can.List {
		return &Error{Kind: ErrUnsupported, Message: s.Title() + " cannot list its " + s.noun() + "s."}
	}
	if err := s.driver.List(ctx, filter, yield); err != nil {
		return s.wrap("list", err)
	}
	return nil
}

// ReadListed returns a client of a list as [Service.Read] does, without a request when the list said all of it.
func (s *Service) ReadListed(ctx context.Context, listed Listed) (Result, error) {
	known := Client{ID: listed.ID}
	if listed.ClientID != "" {
		known[ClientID] = listed.ClientID
	}
	if listed.Fetched == nil {
		return s.Read(ctx, known)
	}
	read, err := s.interpret(ctx, listed.Fetched, known)
	if err != nil {
		return Result{}, s.wrap("read", err)
	}
	return read, nil
}

// refuse returns what is wrong with desired, less what is only unusual.
func (s *Service) refuse(desired Client) error {
	problems := s.Validate(desired, nil)
	return join(slices.DeleteFunc(problems, func(e *Error) bool { return errors.Is(e.Kind, ErrUnusual) }))
}

// clean takes out of a driver's result what must not be kept: private keys and withheld credentials. Sent is what was
// asked for; a secret in it is the one that the client has now, whatever form of it the server shows.
func (s *Service) clean(result Result, sent Client) Result {
	if result.Client == nil {
		return result
	}
	result.Client = maps.Clone(result.Client)
	for f, v := range result.Client {
		switch {
		case s.properties[f].Behaviour == Withheld:
			delete(result.Client, f)
		case f.Kind() == JWKS:
			text, _ := v.(string)
			public, private := jwk.Public(text)
			if len(private) > 0 {
				result.Client[f] = public
				result.Notices = append(result.Notices, privateKeys(f, private))
			}
		}
	}
	if sent.Has(ClientSecret) {
		result.Client[ClientSecret] = sent[ClientSecret]
	}
	return result
}

func privateKeys(f Field, ids []string) Notice {
	return Notice{
		Field: f, Summary: "The server holds private keys in " + f.String(),
		Detail: fmt.Sprintf("Keys of the client on the server have private members: %q. Whoever can read the client has them, so they must be taken for lost: "+
			"make new keys, and configure only their public halves. They are kept out of the state.", ids),
	}
}

// wrap adds the backend and the operation to an error that a driver returned bare.
func (s *Service) wrap(operation string, err error) error {
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	return fmt.Errorf("%s: %s %s: %w", s.Name(), operation, s.noun(), err)
}

func join(problems []*Error) error {
	errs := make([]error, len(problems))
	for i, problem := range problems {
		errs[i] = problem
	}
	return errors.Join(errs...)
}
