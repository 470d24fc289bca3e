package nevissim

import "time"

// Options are the switches of a [Simulator]. The zero value answers as documented and, where the documents are silent,
// as the likeliest server does; every other value is a server that the documents do not rule out.
type Options struct {
	// Name says in a few words what differs from the zero value, fit for the name of a sub-test. It has no effect.
	Name string
	// Now is the clock that decides which state of a client is in force. Nil means time.Now; see [Clock].
	Now func() time.Time

	// Auth is the kind of credentials a request must carry.
	Auth Auth
	// Production makes the simulator send a request without valid credentials to a login page (302), as nevisProxy in
	// front of nevisMeta does, instead of answering 401.
	Production bool
	// LoginURL is where Production redirects to. Empty means the simulator's own page, which answers 200 with HTML.
	LoginURL string

	// Unset says how an answer shows a property that has no value.
	Unset Unset
	// Secret says how an answer shows client_secret.
	Secret Secret
	// FillTTLs makes an answer show the lifetimes, the grant types and force_reauthentication that a client inherits from
	// its setup, as if they were its own.
	FillTTLs bool
	// ReorderArrays makes an answer list sets (redirect URIs, scopes, metadata, keys ...) in another order than stored.
	ReorderArrays bool
	// StringsForArrays makes an answer give an array with one string as that string, and has requests accept it so.
	StringsForArrays bool
	// UnknownMembers makes an answer carry [UnknownMember], and makes the simulator store members it does not know
	// instead of ignoring them.
	UnknownMembers bool
	// NoneForUnsetEncryption makes an answer show "none" for the two id_token_encrypted_response properties when unset.
	NoneForUnsetEncryption bool
	// TimeFormat is the spelling of valid_from in answers.
	TimeFormat TimeFormat
	// BeanJWKS makes an answer spell jwks as the bean dump of the published schema, and has requests accept both spellings.
	BeanJWKS bool
	// EchoOnCreate makes the answer to a create carry the whole client beside its clientId.
	EchoOnCreate bool
	// PutAnswer is the answer to a successful edit.
	PutAnswer PutAnswer
	// CacheControl makes answers to GET carry Cache-Control: max-age.
	CacheControl bool
	// TimestampSnapshotIDs makes snapshot ids look like 2025-03-01T08:00:00.000+00:00 instead of 32 hex digits.
	TimestampSnapshotIDs bool

	// Errors is the shape of the body of every error the API itself answers.
	Errors ErrorShape
	// EchoRequestInErrors makes error messages quote the request body, secrets included.
	EchoRequestInErrors bool

	// StrictRedirectURIs refuses a body without redirect_uris, as the schema says; the documented minimal example has none.
	StrictRedirectURIs bool
	// RejectUnknown refuses a body with members outside the schema, also when answers show one.
	RejectUnknown bool
	// AcceptJWKSWithURI accepts jwks beside jwks_uri, which RFC 7591 section 2 forbids.
	AcceptJWKSWithURI bool
	// RequireEncryptionPair refuses one of the two id_token_encrypted_response properties without the other, and "none"
	// in only one of them.
	RequireEncryptionPair bool
	// DuplicateClientID says what happens to a client_id that another client of the setup has.
	DuplicateClientID DuplicateClientID

	// Merge says what an edit does to the properties that it leaves out.
	Merge Merge
	// SecretOnPUT says what an edit without client_secret does to the secret.
	SecretOnPUT SecretOnPUT
	// RegenerateClientIDOnPUT makes an edit without client_id give the client a new one; otherwise it keeps its own.
	RegenerateClientIDOnPUT bool
	// RejectClientIDChange refuses an edit that changes client_id.
	RejectClientIDChange bool
	// PastValidFrom says what an edit does with a valid_from in the past.
	PastValidFrom PastValidFrom
	// SameInstant says what happens to a state scheduled for an instant that has one already.
	SameInstant SameInstant
	// EditDropsScheduled makes an edit that takes effect at once withdraw all scheduled states.
	EditDropsScheduled bool
	// SoftDelete makes DELETE leave the client's states behind as soft-deleted ones.
	SoftDelete bool
	// SnapshotsAtNow makes a snapshot list without validAt show only the state in force, not all of them.
	SnapshotsAtNow bool
	// SnapshotsKey is the name of the array in a snapshot list. Empty means snapshotIds.
	SnapshotsKey string
}

// Auth is a kind of credentials.
type Auth int

// The kinds of credentials of nevismeta.md section 5.
const (
	// AuthBasic asks for HTTP Basic with [Username] and [Password], as Ninja does in development mode.
	AuthBasic Auth = iota
	// AuthBearer asks for [BearerToken], as the cloud does.
	AuthBearer
	// AuthCookie asks for [Cookie], as Ninja does in production mode.
	AuthCookie
	// AuthSecToken asks for [SecToken] as the whole Authorization header, as behind nevisProxy.
	AuthSecToken
	// AuthNone asks for nothing.
	AuthNone
)

// Unset is a way to show that a property has no value.
type Unset int

// The three ways, which the documents do not choose between.
const (
	// UnsetAbsent leaves the member out.
	UnsetAbsent Unset = iota
	// UnsetNull writes null.
	UnsetNull
	// UnsetEmpty writes "" for a text and [] for an array, and leaves the rest out.
	UnsetEmpty
)

// Secret is a way to show client_secret.
type Secret int

// The ways to show a secret.
const (
	// SecretPlain shows it.
	SecretPlain Secret = iota
	// SecretMasked shows [Mask] in its place.
	SecretMasked
	// SecretOmitted treats it as unset.
	SecretOmitted
)

// Merge is what an edit does to the properties that it leaves out.
type Merge int

// What may happen to the properties.
const (
	// MergeNever takes them out.
	MergeNever Merge = iota
	// MergeUntilNull keeps them unless they are null.
	MergeUntilNull
	// MergeUntilEmpty keeps them also when they are null; a value that is empty takes their place.
	MergeUntilEmpty
)

// SecretOnPUT is what an edit without client_secret does to the secret.
type SecretOnPUT int

// What may happen to the secret.
const (
	// SecretKept leaves the client its secret.
	SecretKept SecretOnPUT = iota
	// SecretCleared takes the secret away.
	SecretCleared
	// SecretRegenerated makes a new one.
	SecretRegenerated
)

// TimeFormat is a spelling of an instant.
type TimeFormat int

// The spellings a client must understand.
const (
	// TimeZulu is 2025-03-01T08:00:00.000Z.
	TimeZulu TimeFormat = iota
	// TimeOffset is 2025-03-01T08:00:00.000+00:00.
	TimeOffset
	// TimeOffsetWithoutColon is 2025-03-01T08:00:00.000+0000, the spelling of older Jackson versions.
	TimeOffsetWithoutColon
	// TimeEpochMillis is the number 1740816000000.
	TimeEpochMillis
)

// PutAnswer is the answer to a successful edit.
type PutAnswer int

// The answers to an edit.
const (
	// PutBody is 200 with the new state.
	PutBody PutAnswer = iota
	// PutNoContent is 204.
	PutNoContent
)

// ErrorShape is the shape of an error's body.
type ErrorShape int

// The shapes; none is documented.
const (
	// ErrorOAuth is {"error": ..., "error_description": ...} as in RFC 6749.
	ErrorOAuth ErrorShape = iota
	// ErrorMessage is {"message": ...}.
	ErrorMessage
	// ErrorEmpty is no body.
	ErrorEmpty
	// ErrorText is plain text.
	ErrorText
	// ErrorHTML is a servlet container's error page.
	ErrorHTML
)

// DuplicateClientID is what happens to a client_id that is taken.
type DuplicateClientID int

// The answers to a client_id that is taken.
const (
	// DuplicateInvalid is 400.
	DuplicateInvalid DuplicateClientID = iota
	// DuplicateConflict is 409.
	DuplicateConflict
	// DuplicateAccepted lets two clients have it.
	DuplicateAccepted
)

// PastValidFrom is what an edit does with a valid_from in the past.
type PastValidFrom int

// What may happen to a valid_from in the past.
const (
	// PastIsNow has the edit take effect now.
	PastIsNow PastValidFrom = iota
	// PastRejected answers 400.
	PastRejected
	// PastKept stores the state as of that instant, so that a newer one stays in force.
	PastKept
)

// SameInstant is what happens to a state scheduled for an instant that has one already.
type SameInstant int

// What may happen to it.
const (
	// SameReplaces puts it in the place of the other.
	SameReplaces SameInstant = iota
	// SameAdds keeps both; the later one wins.
	SameAdds
	// SameConflicts answers 409.
	SameConflicts
)
