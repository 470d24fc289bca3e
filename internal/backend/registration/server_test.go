package registration_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A witness stands between a backend and a server, and takes down every registration access token that the server issues,
// also those that get lost on their way. So it can play the operator who helps out with one.
type witness struct {
	server http.Handler

	mu     sync.Mutex
	tokens map[string]string // by client_id
}

func newWitness(server http.Handler) *witness {
	return &witness{server: server, tokens: map[string]string{}}
}

// ServeHTTP passes a request on and takes down the token in the answer.
func (w *witness) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	answer := httptest.NewRecorder()
	w.server.ServeHTTP(answer, r)
	var client struct {
		ID    json.RawMessage `json:"client_id"`
		Token string          `json:"registration_access_token"`
	}
	if json.Unmarshal(bytes.TrimPrefix(answer.Body.Bytes(), []byte("\uFEFF")), &client) == nil && client.Token != "" {
		w.mu.Lock()
		w.tokens[strings.Trim(string(client.ID), `"`)] = client.Token
		w.mu.Unlock()
	}
	for name, values := range answer.Header() {
		out.Header()[name] = values
	}
	out.WriteHeader(answer.Code)
	_, _ = out.Write(answer.Body.Bytes()) // a caller who has gone does not miss it
}

// tokenOf returns the newest token of a client.
func (w *witness) tokenOf(clientID string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.tokens[clientID]
}

// serve starts a simulator.
func serve(t *testing.T, opts registrationsim.Options) (*registrationsim.Simulator, string) {
	t.Helper()
	sim := registrationsim.New(opts)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	return sim, server.URL
}

// fast are the settings of HTTP for tests.
var fast = httpapi.Config{SettlingTime: 30 * time.Second, RetryWaitMin: time.Millisecond, RetryWaitMax: 10 * time.Millisecond}

// newDriver returns a driver for the simulator at base. Change may be nil.
func newDriver(t *testing.T, base string, opts registrationsim.Options, change func(*registration.Config)) *registration.Driver {
	t.Helper()
	config := registration.Config{HTTP: fast, Issuer: base + opts.IssuerPath, InitialAccessToken: opts.InitialAccessToken}
	if opts.HideEndpoint {
		config.RegistrationEndpoint = base + opts.IssuerPath + opts.RegistrationPath
	}
	if change != nil {
		change(&config)
	}
	driver, err := registration.New(config, judge)
	if err != nil {
		t.Fatal(err)
	}
	return driver
}

// A backend is a service of which the notices of the last result are kept apart.
type backend struct {
	*oauthclient.Service
	notices []oauthclient.Notice
}

// newBackend returns a service on a driver of [newDriver].
func newBackend(t *testing.T, base string, opts registrationsim.Options, change func(*registration.Config)) *backend {
	t.Helper()
	return &backend{Service: oauthclient.NewService(judge, newDriver(t, base, opts, change))}
}

// behind returns a simulator, and a service for which answer stands before it and answers in its place.
func behind(t *testing.T, opts registrationsim.Options, answer func(sim http.Handler, w http.ResponseWriter, r *http.Request)) (*registrationsim.Simulator, *backend) {
	t.Helper()
	sim := registrationsim.New(opts)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answer(sim, w, r) }))
	t.Cleanup(server.Close)
	return sim, newBackend(t, server.URL, opts, func(c *registration.Config) { c.RegistrationEndpoint = server.URL + "/register" })
}

func (b *backend) result(result oauthclient.Result, err error) (oauthclient.Client, error) {
	b.notices = result.Notices
	return result.Client, err
}

// Create makes a client.
func (b *backend) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Client, error) {
	return b.result(b.Service.Create(ctx, desired))
}

// Read reads a client.
func (b *backend) Read(ctx context.Context, known oauthclient.Client) (oauthclient.Client, error) {
	return b.result(b.Service.Read(ctx, known))
}

// Update changes a client.
func (b *backend) Update(ctx context.Context, known, desired oauthclient.Client) (oauthclient.Client, error) {
	return b.result(b.Service.Update(ctx, known, desired))
}

// state returns what a state holds after a write that returned server.
func (b *backend) state(desired, server oauthclient.Client) oauthclient.Client {
	return b.Settle(desired, server, b.Baseline(b.Change(nil, desired), server))
}

// mustNotice fails the test unless the only notice of the last result says that in its headline; "" means no notice.
func (b *backend) mustNotice(t *testing.T, says string) {
	t.Helper()
	var said []string
	for _, notice := range b.notices {
		said = append(said, notice.Summary)
	}
	if text := strings.Join(said, "; "); says == "" && text != "" || !strings.Contains(text, says) || len(said) > 1 {
		t.Errorf("the notices are %q, want one that says %q", said, says)
	}
}
