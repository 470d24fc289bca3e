package oamsim

import "time"

// The credentials of a simulator whose [Options] name none; the documented examples of OAM have them.
const (
	DefaultUsername = "weblogic"
	DefaultPassword = "Welcome1"
)

// Options configure a simulator. The zero value is a server that answers in text, masks secrets, merges what a PUT
// brings and is never stale, which is as much as was seen of real ones. Every switch stands for a doubt about OAM.
type Options struct {
	// Name says in a few words what differs from the zero value, fit for the name of a sub-test. It has no effect.
	Name string

	// Username and Password are the administrator's. Empty means [DefaultUsername] and [DefaultPassword].
	Username, Password string
	// Latency is how long each request takes, so that requests overlap which are not serialised.
	Latency time.Duration
	// Now is the clock of StaleFor. Nil means time.Now.
	Now func() time.Time

	// JSON answers a GET with JSON when it accepts application/json.
	JSON bool
	// PlainContentType calls the JSON of a GET text/plain.
	PlainContentType bool
	// JSONBoolean shows issueTLSClientCertificateBoundAccessTokens as a boolean in JSON, not as the documented string.
	JSONBoolean bool
	// NoList answers 400 to a GET for all clients of a domain, of which the documentation says nothing.
	NoList bool

	// Secret is the form of secrets everywhere but in the answer to a create.
	Secret SecretForm
	// Replace lets a PUT replace the whole entity, as documented, in place of merging what it brings.
	Replace bool
	// Identity is where a PUT looks for the entity it is about.
	Identity Identity
	// StaleReads is how many GETs of an entity show it as it was before it was last written.
	StaleReads int
	// StaleFor is for how long GETs show an entity as it was before it was last written.
	StaleFor time.Duration

	// MendedSpelling writes "Successfully" and "retrieve".
	MendedSpelling bool
	// UnknownPairs shows properties that nothing documents, behind the known ones.
	UnknownPairs bool
	// EmptyElement prints an empty element behind the secret, except in the answer to a create.
	EmptyElement bool
	// RepeatAttributes shows the token attributes of resource servers twice.
	RepeatAttributes bool
	// QuotedNames prints quotes in the answer to a delete, as documented.
	QuotedNames bool
	// Modify is what the answer to a PUT shows.
	Modify Modify
}

// A SecretForm is how a secret is shown.
type SecretForm int

// The forms that are documented or were seen.
const (
	// SecretMasked is "******".
	SecretMasked SecretForm = iota
	// SecretHashed is a text of another form that cannot be used.
	SecretHashed
	// SecretPlain is the secret, as with ClientSecretRecoveryEnabled.
	SecretPlain
)

// An Identity is where a PUT looks for the name of an entity and of its identity domain.
type Identity int

// The places a PUT can look at.
const (
	// IdentityAnywhere takes the query and, for what it lacks, the body.
	IdentityAnywhere Identity = iota
	// IdentityQuery takes the query only.
	IdentityQuery
	// IdentityBody takes the body only.
	IdentityBody
)

// Modify is what the answer to a PUT shows behind "Sucessfully modified entity", of which no capture is known.
type Modify int

// What the answer to a PUT may show.
const (
	// ModifyShowsEntity shows all properties, as the answer to a create does.
	ModifyShowsEntity Modify = iota
	// ModifyShowsName shows the name, as the answer to a delete does.
	ModifyShowsName
	// ModifyShowsNothing ends in "detail...", as documented.
	ModifyShowsNothing
)
