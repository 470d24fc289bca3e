package registrationsim

import "time"

// Options are the switches of a [Simulator]. The zero value is the plainest server that follows both RFCs; every other
// value is a server that the RFCs allow or that is known to exist.
type Options struct {
	// Name says in a few words what differs from the zero value, fit for the name of a sub-test. It has no effect.
	Name string

	// IssuerPath is the path of the issuer ("/tenant"); everything but the inserted forms of discovery lies below it.
	// A trailing slash belongs to the issuer's name only. Empty means an issuer without a path.
	IssuerPath string
	// RegistrationPath is the path of the registration endpoint below the issuer. Empty means "/register".
	RegistrationPath string
	// Discovery says under which addresses the metadata document is served.
	Discovery Discovery
	// DiscoveryIssuer is what the document gives as issuer. Empty means the truth.
	DiscoveryIssuer string
	// HideEndpoint leaves registration_endpoint out of the metadata document.
	HideEndpoint bool
	// Supported replaces lists of the metadata document, by their names there ("grant_types_supported"). A nil list is
	// left out of the document, and the server then takes any value.
	Supported map[string][]string

	// InitialAccessToken is what a registration must show. Empty means open registration (RFC 7591 section 3).
	InitialAccessToken string
	// SingleUseTokens makes initial access tokens register one client each; [Simulator.IssueInitialAccessToken] makes them.
	SingleUseTokens bool
	// NoTokens issues no registration access tokens: the initial access token opens every client.
	NoTokens bool
	// CreateStatus is the status of a successful registration. 0 means 201, as RFC 7591 section 3.2.1 demands.
	CreateStatus int
	// NoManagement is a server without RFC 7592: answers carry neither registration access token nor URI.
	NoManagement bool
	// RefuseChosen refuses a registration that names a client_id or client_secret; otherwise they are ignored.
	RefuseChosen bool

	// Rotation says when a registration access token is replaced.
	Rotation Rotation
	// KeepOldToken leaves a replaced registration access token valid until its successor has been used.
	KeepOldToken bool
	// OmitHandle leaves registration_client_uri out of the answers to GET and PUT, and registration_access_token unless it
	// is new. RFC 7592 section 3 demands both.
	OmitHandle bool
	// RevokeOnMisuse destroys a registration access token that is shown at another client's URI.
	RevokeOnMisuse bool
	// UnknownClientStatus answers a request for a client that is unknown or deleted. 0 means 401, as RFC 7592 section 2.1
	// demands, which makes it look like a bad token.
	UnknownClientStatus int
	// BadTokenStatus answers a request with a wrong registration access token. 0 means 401.
	BadTokenStatus int
	// ClientURI is the form of registration_client_uri.
	ClientURI ClientURI
	// DoubledURIOnPut puts the client_id twice into the registration_client_uri of an answer to PUT, as Keycloak does before
	// version 24.
	DoubledURIOnPut bool
	// ClientURIHostname replaces the hostname, not the port, in registration_client_uri. Empty means that of the request.
	ClientURIHostname string

	// Unknown says what happens to members that the server does not understand.
	Unknown Unknown
	// Known are the only members that the server understands. Nil means those of the IANA registry.
	Known []string
	// Extra are further members that the server understands.
	Extra []string
	// NoLanguageTags makes "client_name#de" and its like unknown members.
	NoLanguageTags bool
	// Dropped are members that the server accepts and forgets without a word.
	Dropped []string
	// Replaced are members that always get this value, whatever was sent.
	Replaced map[string]any
	// Defaults are filled in for members that were left out. Nil means the three defaults of RFC 7591 section 2, an
	// empty map means none.
	Defaults map[string]any
	// FillEnc fills in A128CBC-HS256 for an "..._enc" that is missing beside its "..._alg", which OpenID Connect Dynamic
	// Client Registration section 2 makes the default.
	FillEnc bool
	// DropCertificateNames forgets the tls_client_auth members of a client with another authentication method.
	DropCertificateNames bool
	// ReplaceUnsupported takes unsupported values out (of arrays and scope) or puts the default in their place, instead
	// of refusing them.
	ReplaceUnsupported bool
	// NoEmptyLists takes [] for left out, so that a default fills it.
	NoEmptyLists bool
	// Tidy removes duplicates from arrays and scope and sorts the words inside a response type.
	Tidy bool
	// Reorder returns arrays and the words of scope in alphabetical order.
	Reorder bool
	// DeriveGrantTypes adds the grant types that the response types need and removes those they leave without a use.
	DeriveGrantTypes bool
	// RefuseNull refuses null and "" in a registration. In an update they mean "omitted" on every server.
	RefuseNull bool
	// OmitEmpty leaves false and [] out of answers.
	OmitEmpty bool
	// Nulls makes answers show registered members without a value as null.
	Nulls bool
	// NullListsOnWrite makes the answers to POST and PUT, not to GET, show empty arrays as null.
	NullListsOnWrite bool
	// HiddenOnRead are members that the answers to GET do not show, and Echo makes the answers to POST and PUT show what was
	// sent instead of what is stored.
	HiddenOnRead []string
	Echo         bool
	// TextsAsArrays are members with a text that the answers to GET show as an array of it.
	TextsAsArrays []string
	// Sloppy writes answers as nobody should: behind a byte order mark, with client_id_issued_at as a text of RFC 3339 with
	// fractions, and an expiry of false.
	Sloppy bool
	// NumericIDs makes client_ids that are numbers, and answers show them as such. SlashedIDs makes some with a slash.
	NumericIDs, SlashedIDs bool
	// UnapprovedSoftware refuses every software statement.
	UnapprovedSoftware bool

	// SecretLifetime is how long a client_secret is valid. 0 means for ever.
	SecretLifetime time.Duration
	// PublicByDefault gives no secret to a client without token_endpoint_auth_method. SecretUnlessNone gives one to every
	// client but those with the method none.
	PublicByDefault, SecretUnlessNone bool
	// SecretOnUpdate makes a new client_secret at every PUT.
	SecretOnUpdate bool
	// SecretOnRead makes a new client_secret at every GET (RFC 7592 section 2.1).
	SecretOnRead bool
	// HashedSecretOnRead shows a hash of the client_secret in the answers to GET.
	HashedSecretOnRead bool
	// SecretShown says which answers carry client_secret.
	SecretShown SecretShown
	// SentSecret says what a PUT may or must carry as client_secret.
	SentSecret SentSecret
	// KeepSecretOfPublic keeps and shows the client_secret of a client that has become public. Otherwise it is removed.
	KeepSecretOfPublic bool
	// NoIssuedAt leaves client_id_issued_at out of answers; RFC 7591 section 3.2.1 makes it optional.
	NoIssuedAt bool

	// LaxPut ignores the members that a PUT must not carry, and client_id, which it must (RFC 7592 section 2.2), instead
	// of refusing the request.
	LaxPut bool
	// PutMerges keeps members that a PUT leaves out, against RFC 7592 section 2.2. null and "" still remove them. KeptOnPut
	// are single members for which it does.
	PutMerges bool
	KeptOnPut []string
	// RefuseNullOnPut refuses null in an update.
	RefuseNullOnPut bool
	// DeleteStatus is the status of a successful DELETE. 0 means 204.
	DeleteStatus int
	// NoRead, NoUpdate and NoDelete answer 405 to GET, PUT and DELETE (RFC 7592 sections 2.2 and 2.3).
	NoRead, NoUpdate, NoDelete bool
	// Errors is the shape of error bodies.
	Errors ErrorShape
}

// Discovery says under which addresses the metadata document is served. The forms differ only for an issuer with a path.
type Discovery int

const (
	// DiscoveryEverywhere serves all forms.
	DiscoveryEverywhere Discovery = iota
	// DiscoveryInserted serves /.well-known/oauth-authorization-server/tenant only (RFC 8414 section 3.1).
	DiscoveryInserted
	// DiscoveryAppended serves /tenant/.well-known/oauth-authorization-server only.
	DiscoveryAppended
	// DiscoveryOpenID serves /tenant/.well-known/openid-configuration only (OpenID Connect Discovery section 4).
	DiscoveryOpenID
	// DiscoveryOpenIDInserted serves /.well-known/openid-configuration/tenant only (RFC 8414 section 5).
	DiscoveryOpenIDInserted
	// DiscoveryOff serves none.
	DiscoveryOff
)

// Rotation says when a registration access token is replaced (RFC 7592 section 3).
type Rotation int

const (
	// RotateNever keeps the token for the life of the client.
	RotateNever Rotation = iota
	// RotateOnPut replaces it at every successful PUT.
	RotateOnPut
	// RotateAlways replaces it at every successful GET and PUT, so that each token works once.
	RotateAlways
)

// ClientURI is the form of registration_client_uri.
type ClientURI int

const (
	// ClientURIPath is ".../register/{client_id}".
	ClientURIPath ClientURI = iota
	// ClientURIQuery is ".../register?client_id={client_id}".
	ClientURIQuery
	// ClientURIRelative is "/register/{client_id}" without scheme and host, which RFC 7592 section 3 does not allow.
	ClientURIRelative
)

// Unknown says what happens to members that the server does not understand.
type Unknown int

const (
	// UnknownDropped ignores them, as RFC 7591 section 2 demands.
	UnknownDropped Unknown = iota
	// UnknownKept stores and returns them.
	UnknownKept
	// UnknownRefused answers 400 invalid_client_metadata.
	UnknownRefused
)

// SecretShown says which answers carry client_secret.
type SecretShown int

const (
	// ShownAlways puts it into every answer, as RFC 7592 section 3 has it.
	ShownAlways SecretShown = iota
	// ShownOnWrites puts it into the answers to POST and PUT.
	ShownOnWrites
	// ShownWhenNew puts it only into the answer to the request that made it.
	ShownWhenNew
	// ShownOnPost puts it only into the answer to POST; nobody ever learns a secret that a PUT makes.
	ShownOnPost
)

// SentSecret says what a PUT may or must carry as client_secret.
type SentSecret int

const (
	// SentSecretMatches takes none, or the present one (RFC 7592 section 2.2).
	SentSecretMatches SentSecret = iota
	// SentSecretDemanded refuses a PUT for a client with a secret that does not carry it.
	SentSecretDemanded
	// SentSecretRefused answers 403 to every PUT that carries one.
	SentSecretRefused
)

// ErrorShape is the shape of error bodies.
type ErrorShape int

const (
	// ErrorJSON is the object of RFC 7591 section 3.2.2 with error and error_description.
	ErrorJSON ErrorShape = iota
	// ErrorCode is that object without error_description, which is optional.
	ErrorCode
	// ErrorSentence is the object with an English sentence for every error that RFC 7591 section 3.2.2 has no code for.
	ErrorSentence
	// ErrorHTML is a page, as a gateway in front of the server makes it.
	ErrorHTML
	// ErrorEmpty is no body.
	ErrorEmpty
)
