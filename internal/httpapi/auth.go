package httpapi

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
)

// An Auth says which credentials requests carry. [Bearer], [Basic], [Cookie] and [ClientCredentials] make one. It holds
// no state, so one Auth may serve several Clients.
type Auth interface {
	// start returns what authorizes the requests of c, or a *ConfigError.
	start(c *Client) (authorizer, error)
}

// Credentials are those of an Auth, for requests of one Client to addresses that are not known when the Client is made.
// They are safe for concurrent use.
type Credentials struct{ authorizer }

// Credentials starts to use an Auth for requests that name it in [Request.Credentials]. A cached token is theirs alone. The
// error is a *ConfigError.
func (c *Client) Credentials(auth Auth) (*Credentials, error) {
	started, err := auth.start(c)
	if err != nil {
		return nil, err
	}
	return &Credentials{started}, nil
}

// An authorizer puts the credentials of one Client into its requests. It is safe for concurrent use.
type authorizer interface {
	// headerName returns the canonical name of the header that authorize sets.
	headerName() string
	// secrets returns what no message may hold.
	secrets() []string
	// authorize sets the header. Cached says that the credentials are older than this call and can be renewed: then
	// an answer 401 need not mean that the caller is not welcome.
	authorize(ctx context.Context, header http.Header) (cached bool, err error)
	// forget drops cached credentials, if they still are the ones in header.
	forget(ctx context.Context, header http.Header)
}

var (
	_ Auth       = staticAuth{}
	_ authorizer = staticAuth{}
)

// staticAuth is a header that never changes.
type staticAuth struct {
	setting string // for ConfigError
	problem string // what is wrong with the credentials, "" for nothing
	name    string
	value   string
	hidden  []string
}

// Bearer authenticates with a fixed token (RFC 6750 section 2.1).
func Bearer(token string) Auth {
	return staticAuth{
		setting: "bearer_token", problem: credentialProblem(token),
		name: "Authorization", value: "Bearer " + token, hidden: []string{token},
	}
}

// Basic authenticates with user name and password (RFC 7617). The password may be empty, the user name not.
func Basic(username, password string) Auth {
	pair := base64.StdEncoding.EncodeToString([]byte(username + ":" + password))
	setting, problem := "username", credentialProblem(username)
	switch {
	case problem == "" && strings.Contains(username, ":"):
		problem = "must not hold a colon (RFC 7617 section 2)."
	case problem == "" && password != "":
		setting, problem = "password", credentialProblem(password)
	}
	return staticAuth{
		setting: setting, problem: problem,
		name: "Authorization", value: "Basic " + pair, hidden: []string{password, pair},
	}
}

// Cookie authenticates with a fixed Cookie header, such as "JSESSIONID=abc".
func Cookie(value string) Auth {
	hidden := []string{value}
	for pair := range strings.SplitSeq(value, ";") {
		_, secret, _ := strings.Cut(pair, "=")
		hidden = append(hidden, strings.TrimSpace(secret))
	}
	return staticAuth{
		setting: "cookie", problem: credentialProblem(value),
		name: "Cookie", value: value, hidden: hidden,
	}
}

// credentialProblem says what keeps a value from being sent. A line break at the end is what file() in a configuration
// and shell redirections leave behind.
func credentialProblem(value string) string {
	switch {
	case value == "":
		return "is empty."
	case !isHeaderValue(value) || strings.TrimSpace(value) != value:
		return "holds a line break, a control character or outer blanks; trimspace() removes those around it."
	}
	return ""
}

func (a staticAuth) start(*Client) (authorizer, error) {
	if a.problem != "" {
		return nil, &ConfigError{a.setting, a.problem}
	}
	return a, nil
}

func (a staticAuth) headerName() string { return a.name }

func (a staticAuth) secrets() []string { return a.hidden }

func (a staticAuth) authorize(_ context.Context, header http.Header) (bool, error) {
	header.Set(a.name, a.value)
	return false, nil
}

func (a staticAuth) forget(context.Context, http.Header) {}
