package oauthclient

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// A Service is one configured backend with all that is common to backends. It is safe for concurrent use.
type Service struct {
	backend  Backend
	supports FieldSet
	fills    map[Field]Fill
}

// NewService returns a Service for a backend.
func NewService(backend Backend) *Service {
	return &Service{backend: backend, supports: backend.Supports(), fills: backend.Fills()}
}

// Name returns the backend's name.
func (s *Service) Name() string { return s.backend.Name() }

// Supports reports whether f can be configured on the backend.
func (s *Service) Supports(f Field) bool { return s.supports.Has(f) }

// Configures reports whether a configuration alone decides about f: the backend can store it, and it is neither the
// ClientID nor the ClientSecret, which a client keeps when they are not configured.
func (s *Service) Configures(f Field) bool {
	return s.supports.Has(f) && f != ClientID && f != ClientSecret
}

// Issues reports whether f is ID, or a field that the server may fill in.
func (s *Service) Issues(f Field) bool {
	_, filled := s.fills[f]
	return filled || f == ID
}

// Reissues returns what an update does to the values that the server issued; see [Reissuer].
func (s *Service) Reissues() map[Field]Reissue {
	if reissuer, ok := s.backend.(Reissuer); ok {
		return reissuer.Reissues()
	}
	return nil
}

// Replaces returns the fields because of which a client known as known cannot become what desired says; see
// [Replacer]. A ClientID that is not configured is none of them: a client keeps the one it has.
func (s *Service) Replaces(known, desired Client, unknown FieldSet) []Field {
	var fields []Field
	if unknown.Has(ClientID) || desired.Has(ClientID) && desired[ClientID] != known[ClientID] {
		fields = append(fields, ClientID)
	}
	if replacer, ok := s.backend.(Replacer); ok {
		fields = append(fields, replacer.Replaces(known, desired, unknown)...)
	}
	return fields
}

// IsPublic reports whether c is a client without a secret: by its token_endpoint_auth_method, or by a sign that only the
// backend knows (see [ClientTyper]).
func (s *Service) IsPublic(c Client) bool {
	typer, ok := s.backend.(ClientTyper)
	return c.Text(TokenEndpointAuthMethod) == "none" || ok && typer.IsPublic(c)
}

// PlanNotices returns what to know before a plan is carried out; see [Noticer]. Known is nil for a client to be made.
func (s *Service) PlanNotices(known, desired Client) []Notice {
	if noticer, ok := s.backend.(Noticer); ok {
		return noticer.PlanNotices(known, desired)
	}
	return nil
}

// StateNotices returns what to know about a client that was just read; see [Noticer].
func (s *Service) StateNotices(ctx context.Context, read Client) []Notice {
	if noticer, ok := s.backend.(Noticer); ok {
		return noticer.StateNotices(ctx, read)
	}
	return nil
}

// Validate returns what is wrong with a configuration, as far as can be told without asking the server: fields the
// backend has no place for, and the backend's own rules. Nothing is guessed about unknown fields, which may yet turn out
// to be null.
func (s *Service) Validate(c Client, unknown FieldSet) []*Error {
	var problems []*Error
	for _, f := range c.Fields().Sorted() {
		if !IsEmpty(f, c[f]) && !s.supports.Has(f) {
			problems = append(problems, s.unsupported(f))
		}
	}
	if s.supports.Has(JWKSet) || s.supports.Has(JWKSURI) {
		if problem := checkAssertionKeys(c, unknown); problem != nil {
			problems = append(problems, problem)
		}
	}
	if validator, ok := s.backend.(Validator); ok {
		problems = append(problems, validator.Validate(c, unknown)...)
	}
	return problems
}

// Inspect returns what is wrong with a configuration by what the server says beforehand; see [Inspector]. The error says
// that the server could not be asked.
func (s *Service) Inspect(ctx context.Context, c Client) ([]*Error, error) {
	inspector, ok := s.backend.(Inspector)
	if !ok {
		return nil, nil
	}
	problems, err := inspector.Inspect(ctx, c)
	if err != nil {
		return nil, s.wrap("inspect", err)
	}
	return problems, nil
}

// Remembers returns the fields that are kept beside the state; see [Rememberer].
func (s *Service) Remembers() FieldSet {
	rememberer, ok := s.backend.(Rememberer)
	if !ok {
		return nil
	}
	return NewFieldSet(rememberer.Remembers()...)
}

func (s *Service) unsupported(f Field) *Error {
	return &Error{Kind: ErrUnsupported, Field: f, Message: fmt.Sprintf("The %s backend has no place for %s.", s.Name(), f)}
}

// Create makes a client. Beside the errors of [Backend.Create] it returns ErrUnsupported before anything is sent, and
// ErrNotStored for values that the server took and did not keep; the client exists then, and is returned.
func (s *Service) Create(ctx context.Context, desired Client) (Client, error) {
	if err := s.refuse(desired); err != nil {
		return nil, err
	}
	created, err := s.backend.Create(ctx, s.withoutEmpty(desired))
	if err != nil {
		return created, s.wrap("create", err)
	}
	return created, join(s.notStored(nil, desired, created))
}

// Read returns the client as the server has it; see [Backend.Read].
func (s *Service) Read(ctx context.Context, known Client) (Client, error) {
	read, err := s.backend.Read(ctx, known)
	if err != nil {
		return nil, s.wrap("read", err)
	}
	return read, nil
}

// Update makes the client what desired says; see [Backend.Update]. It sends nothing when desired says what is known
// already. Beside the errors of the backend it returns ErrUnsupported before anything is sent, and ErrNotStored for
// values that the server took and did not keep; the update is done then, and its result is returned.
func (s *Service) Update(ctx context.Context, known, desired Client) (Client, error) {
	if err := s.refuse(desired); err != nil {
		return nil, err
	}
	if len(s.Changed(known, desired)) == 0 && !desired.Has(ClientSecret) {
		return known, nil
	}
	updated, err := s.backend.Update(ctx, known, s.withoutEmpty(desired))
	if err != nil {
		return updated, s.wrap("update", err)
	}
	return updated, join(s.notStored(known, desired, updated))
}

// Delete removes the client; see [Backend.Delete].
func (s *Service) Delete(ctx context.Context, known Client) error {
	if err := s.backend.Delete(ctx, known); err != nil {
		return s.wrap("delete", err)
	}
	return nil
}

// refuse returns what is wrong with desired, less what is only unusual.
func (s *Service) refuse(desired Client) error {
	problems := s.Validate(desired, nil)
	return join(slices.DeleteFunc(problems, func(e *Error) bool { return errors.Is(e.Kind, ErrUnusual) }))
}

// withoutEmpty drops the values that say no more than an absent one.
func (s *Service) withoutEmpty(c Client) Client {
	clean := make(Client, len(c))
	for f, v := range c {
		if saysSomething(f, v) {
			clean[f] = v
		}
	}
	return clean
}

// saysSomething reports whether a value says more than an absent one: an explicit false does, since a server's default
// may be true.
func saysSomething(f Field, v any) bool { return f.kind == Bool || !IsEmpty(f, v) }

// notStored compares what was asked for with what the server has after a write. Known is what it had before, nil for
// a creation: a field that was removed must be gone, or be what the server fills in.
func (s *Service) notStored(known, desired, server Client) []*Error {
	var problems []*Error
	for _, f := range desired.Fields().Sorted() {
		if saysSomething(f, desired[f]) && s.verifiable(f) && !s.Equal(f, desired[f], server[f]) {
			problems = append(problems, s.storedDifferently(f, desired[f], server[f]))
		}
	}
	for _, f := range known.Fields().Sorted() {
		fill, filled := s.fills[f]
		filled = filled && !fill.KeepsFalse && fill.Accepts(f, server[f])
		if s.verifiable(f) && known.Has(f) && !desired.Has(f) && !filled && s.Equal(f, known[f], server[f]) {
			problems = append(problems, &Error{
				Kind: ErrNotStored, Field: f,
				Message: fmt.Sprintf("%s was removed from the configuration, but the server still has %s.", f, ShowValue(f, server[f])),
				Advice:  "Set it to the value you want instead.",
			})
		}
	}
	return problems
}

func (s *Service) verifiable(f Field) bool {
	return s.supports.Has(f) && f != ClientSecret
}

func (s *Service) storedDifferently(f Field, sent, stored any) *Error {
	message := fmt.Sprintf("The server took %s and did not store it.", ShowValue(f, sent))
	if !IsEmpty(f, stored) {
		message = fmt.Sprintf("The server was sent %s and stored %s.", ShowValue(f, sent), ShowValue(f, stored))
	}
	return &Error{
		Kind: ErrNotStored, Field: f, Message: message,
		Advice: "This server, or this version of it, does not accept the value: change it to what the server stores, or remove it.",
	}
}

// ShowValue writes a value as JSON for people to read, and no value of a sensitive field.
func ShowValue(f Field, v any) string {
	if IsSensitive(f) {
		return "(a sensitive value)"
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%v", v)
	}
	return string(text)
}

// wrap adds the backend and the operation to an error that a driver returned bare.
func (s *Service) wrap(operation string, err error) error {
	var known *Error
	if errors.As(err, &known) {
		return err
	}
	return fmt.Errorf("%s: %s client: %w", s.Name(), operation, err)
}

func join(problems []*Error) error {
	errs := make([]error, len(problems))
	for i, problem := range problems {
		errs[i] = problem
	}
	return errors.Join(errs...)
}

// NewSecret returns a client secret for servers that cannot make a new one for an existing client: 52 characters of
// A-Z and 2-7 with 260 bits from a cryptographic source, safe in every encoding that RFC 6749 section 2.3.1 knows.
func NewSecret() string {
	return rand.Text() + rand.Text()
}
