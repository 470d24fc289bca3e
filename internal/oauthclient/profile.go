package oauthclient

// A Profile is what is known of one kind of server without asking one. It is a value: making it needs no connection.
type Profile struct {
	// Name is the name of the backend in lower case, as in "hydra". It is also the block of its own fields.
	Name string
	// Title is the product's name for people, as in "Ory Hydra".
	Title string
	// Noun is what is managed, for people. Empty means a client; another one is what a product has beside its clients.
	Noun string
	// Properties says of every field that the server stores or shows what it does with it.
	Properties []Property
	// Remembers are fields without attribute that the driver must know of a client beside its attributes. They are kept in
	// the resource's private state, are in every known client that a driver is given, and are in what it returns.
	Remembers []Field
	// Filters are the fields that a list of clients can be filtered by, here or by the server.
	Filters []Field
	// ListOf returns the values that a list must be filtered by to have a known client in it. Nil means that one list has all
	// clients.
	ListOf func(known Client) Client
	// Can says which of the optional operations the server has.
	Can Capabilities
	// Adjusts says that the server may register other values than were asked for, as RFC 7591 section 3.2.1 allows. It is
	// told then and remembered, where on other servers it is an error.
	Adjusts bool
	// DeniesGone says that each client has credentials of its own for its management, and that the server denies access to a
	// client that is gone as it does for wrong ones (RFC 7592 section 2.1).
	DeniesGone bool
	// NewClientID makes a client_id to be sent with a creation that names none, so that its client can be found when no
	// answer comes. Nil means that the server makes it.
	NewClientID func() string
	// IDOf returns the ID that a client which was asked for will have. Nil means that only the server's answer says it.
	IDOf func(desired Client) string
	// Unique reports whether the server refuses a second client like desired, because of its client_id or name. Nil means
	// that it never does.
	Unique func(desired Client) bool

	// Check returns what is wrong with c by rules that the server would enforce only at a write. Fields in unknown will
	// have a value later; nothing is guessed about them. Nil means that there are no such rules.
	Check func(c Client, unknown FieldSet) []*Error
	// Canonical returns v as the server would write it; values with the same canonical form are equal. It must not change
	// v. Nil means that the server writes values as they are.
	Canonical func(f Field, v any) any
	// Public reports whether c is a public client (RFC 6749 section 2.1) by a sign of this server's own, beside the
	// token_endpoint_auth_method "none". Nil means that there is none.
	Public func(c Client) bool
	// Replaces returns the fields, ClientID not counted, because of which a client known as known cannot become what
	// desired says. Settings of the backend count for what desired leaves out. Nil means that there are none.
	Replaces func(known, desired Client, unknown FieldSet) []Field
	// Notices returns what somebody should know before the client known as known, which is nil for one to be made,
	// becomes what desired says. Nil means nothing.
	Notices func(known, desired Client) []Notice
	// Standing returns what somebody should know of a client whatever is planned for it, such as that its secret expires.
	// Nil means nothing.
	Standing func(known Client) []Notice
}

// Capabilities are operations that not every server has.
type Capabilities struct {
	// List says that clients can be listed.
	List bool
	// WholeClients says that a list says all of a client that a read of it alone would say.
	WholeClients bool
	// Find says that a client can be found by what it was to become, such as its client_id or name.
	Find bool
	// RotateSecret says that the server can be asked for a new secret of a client.
	RotateSecret bool
	// OverlapSecrets says that the old secret goes on working after that until it is retired.
	OverlapSecrets bool
}

// A Property is what one server does with one field.
type Property struct {
	Field Field
	// Name is the property's name in the server's documents. Empty for what the server has no member for, such as where
	// a client lives.
	Name string
	// Default is what the server is known to use when the field is left out. Nil when that is not known, or different from
	// one server to another.
	Default any
	// Behaviour says what the server does with the field when it is left out.
	Behaviour Behaviour
	// Values are the only values, of a Set or List the only elements, that this server takes. Nil means that the field's
	// own declaration says it.
	Values []string
	// Instead says for values of other servers what is configured on this one instead, in full sentences.
	Instead map[string]string
	// EmptyIsAStatement says that the server keeps an empty value (false, []) apart from an absent one.
	EmptyIsAStatement bool
	// Replaced says of an issued field that an update may bring a new value.
	Replaced bool
	// Since is the first version of the server that has the property, for people. Empty means all that are supported.
	Since string
}

// A Behaviour says what a server does with a field that is left out.
type Behaviour int

const (
	// Stored means that the server fills in nothing: what is left out is absent from its answers, or empty.
	Stored Behaviour = iota
	// Fixed means that the server always fills in Default.
	Fixed
	// Stamped means that the server fills in, once, what its operator has set at that time.
	Stamped
	// Inherited means that the server shows the operator's setting as it is at the time of the answer.
	Inherited
	// Issued means that only the server sets the field.
	Issued
	// Withheld means that only the server sets the field, and that it is not kept here: it is a credential that this
	// program does not need.
	Withheld
)

// configurable reports whether clients can be given a value of the field.
func (p Property) configurable() bool { return p.Behaviour != Issued && p.Behaviour != Withheld }

// fills reports whether the server may show a value that nobody configured.
func (p Property) fills() bool {
	return p.Behaviour == Fixed || p.Behaviour == Stamped || p.Behaviour == Inherited
}
