package oauthclient

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// The closed set of error kinds. Match them with errors.Is; act on the kind, never on a message.
var (
	// ErrNotFound says that the server knows no such client. A driver returns it only when the API itself said so: never for
	// 401 or 403, and never for a 404 that is a proxy's or a wrong URL's, unless the error is Presumed.
	ErrNotFound = errors.New("client not found")
	// ErrAlreadyExists says that another client has this identifier or name.
	ErrAlreadyExists = errors.New("client already exists")
	// ErrInvalid says that a value is not acceptable, to the server or by a rule known beforehand.
	ErrInvalid = errors.New("invalid client metadata")
	// ErrUnusual says that a value is acceptable and probably a mistake. It is shown as a warning and stops nothing.
	ErrUnusual = errors.New("unusual client metadata")
	// ErrDenied says that the server did not accept the caller's credentials or rights, or answered with a login page.
	ErrDenied = errors.New("access denied")
	// ErrUnsupported says that the backend has no place for a field, or does not offer an operation.
	ErrUnsupported = errors.New("not supported by this backend")
	// ErrNotStored says that the server answered success and stored something else than it was sent.
	ErrNotStored = errors.New("value not stored by the server")
	// ErrUnavailable says that the server could not be reached or could not answer, retries included.
	ErrUnavailable = errors.New("server unavailable")
	// ErrOutcomeUnknown says that a write may or may not have been carried out: it was sent, and no answer came.
	ErrOutcomeUnknown = errors.New("outcome of the request unknown")
)

// An Error says what went wrong with one client. No part of it ever holds a secret.
type Error struct {
	// Kind is one of the errors above.
	Kind error
	// Field is the property at fault, the zero Field when that is not known.
	Field Field
	// Message is what the server said, or what is wrong, as a sentence.
	Message string
	// Advice says what to do about it; empty when there is nothing to say beyond the message.
	Advice string
	// Status is the HTTP status of the answer that said so, 0 when none did.
	Status int
	// Foreign says that a write was refused by an answer without words of the API about it: a redirect, a web page, or nothing at
	// all. Somebody on the way may have given it, in the place of the server's answer.
	Foreign bool
	// Presumed says that ErrNotFound is a conclusion, from a denial and something else, and not the API's word.
	Presumed bool
	// Err is the cause; may be nil.
	Err error
}

// Error returns the field, the message, the advice and the cause in one line.
func (e *Error) Error() string {
	var b strings.Builder
	if !e.Field.IsZero() {
		b.WriteString(e.Field.String() + ": ")
	}
	switch {
	case e.Message != "":
		b.WriteString(e.Message)
	case e.Kind != nil:
		b.WriteString(e.Kind.Error())
	}
	if e.Advice != "" {
		b.WriteString(" " + e.Advice)
	}
	switch {
	case e.Err == nil:
	case strings.HasSuffix(b.String(), "."):
		fmt.Fprintf(&b, " (%v)", e.Err)
	default:
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap makes both the kind and the cause visible to errors.Is and errors.As.
func (e *Error) Unwrap() []error {
	var errs []error
	if e.Kind != nil {
		errs = append(errs, e.Kind)
	}
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	return errs
}

// MayBeDone reports whether a write that failed may have been carried out all the same: nobody knows what became of it, or it was
// refused by somebody on the way, as far as can be told.
func MayBeDone(err error) bool {
	refusal, ok := errors.AsType[*Error](err)
	return errors.Is(err, ErrOutcomeUnknown) || ok && refusal.Foreign
}

// IsUnauthorized reports whether the server itself, and nobody on the way, did not accept the credentials (401).
func IsUnauthorized(err error) bool {
	denied, ok := errors.AsType[*Error](err)
	return ok && errors.Is(denied.Kind, ErrDenied) && denied.Status == http.StatusUnauthorized && !denied.Foreign
}

// Invalid returns an ErrInvalid for one field.
func Invalid(f Field, format string, args ...any) *Error {
	return &Error{Kind: ErrInvalid, Field: f, Message: fmt.Sprintf(format, args...)}
}

// Unusual returns an ErrUnusual for one field.
func Unusual(f Field, format string, args ...any) *Error {
	return &Error{Kind: ErrUnusual, Field: f, Message: fmt.Sprintf(format, args...)}
}
