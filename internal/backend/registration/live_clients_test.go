package registration_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// The tests here take the clients that people have through a whole life on each real server that runs:
//
//	go run ./internal/live/run -server hydra -optional glewlwyd ... -- go test -run TestLive ./internal/backend/registration
//
// The guide "Registration servers" has a table of what they show.

const keys = `{"keys":[{"kty":"EC","kid":"ec-1","use":"sig","alg":"ES256","crv":"P-256",` +
	`"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}`

// kinds are the clients that people have.
var kinds = []struct {
	name   string
	client oauthclient.Client
}{
	{"web application", oauthclient.Client{
		oauthclient.RedirectURIs:            []string{"https://shop.example.com/callback"},
		oauthclient.GrantTypes:              []string{"authorization_code", "refresh_token"},
		oauthclient.ResponseTypes:           []string{"code"},
		oauthclient.TokenEndpointAuthMethod: "client_secret_basic",
		oauthclient.LogoURI:                 "https://shop.example.com/logo.png",
	}},
	{"machine client", oauthclient.Client{
		oauthclient.GrantTypes:              []string{"client_credentials"},
		oauthclient.ResponseTypes:           []string{},
		oauthclient.TokenEndpointAuthMethod: "client_secret_post",
		oauthclient.LogoURI:                 "https://shop.example.com/logo.png",
	}},
	{"public client with PKCE", oauthclient.Client{
		oauthclient.RedirectURIs:            []string{"https://shop.example.com/callback"},
		oauthclient.GrantTypes:              []string{"authorization_code"},
		oauthclient.ResponseTypes:           []string{"code"},
		oauthclient.TokenEndpointAuthMethod: "none",
		oauthclient.LogoURI:                 "https://shop.example.com/logo.png",
	}},
	{"client with keys", oauthclient.Client{
		oauthclient.RedirectURIs:            []string{"https://shop.example.com/callback"},
		oauthclient.GrantTypes:              []string{"authorization_code"},
		oauthclient.ResponseTypes:           []string{"code"},
		oauthclient.TokenEndpointAuthMethod: "private_key_jwt",
		oauthclient.JWKSet:                  keys,
		oauthclient.LogoURI:                 "https://shop.example.com/logo.png",
	}},
}

// A product is a kind of server, with what is different about it.
type product struct {
	name   string
	config registration.Config
	// managed says that it has RFC 7592, and needsRedirect that no client is without a redirect URI.
	managed, needsRedirect bool
	// hidesLogo says that it takes logo_uri and does not show it.
	hidesLogo bool
	// rename changes the name of a client behind its owner's back, and remove deletes it.
	rename func(ctx context.Context, clientID, name string) error
	remove func(ctx context.Context, clientID string) error
}

func products() []product {
	var running []product
	for _, server := range live.RegistrationServers() {
		p := product{name: server.Name, config: registration.Config{
			HTTP: fast, Issuer: server.Issuer, InitialAccessToken: server.InitialAccessToken,
		}}
		switch server.Name {
		case live.OIDCProvider.Name, live.OIDCProviderFixedToken.Name:
			p.managed = true
			at := func(clientID string) string { return server.Issuer + "/operator/clients/" + url.PathEscape(clientID) }
			p.rename = func(ctx context.Context, clientID, name string) error {
				return call(ctx, http.MethodPatch, at(clientID), server.InitialAccessToken, map[string]any{"client_name": name})
			}
			p.remove = func(ctx context.Context, clientID string) error {
				return call(ctx, http.MethodDelete, at(clientID), server.InitialAccessToken, nil)
			}
		case live.Glewlwyd.Name:
			p.managed, p.needsRedirect, p.hidesLogo = true, true, true
			p.rename, p.remove = renameOnGlewlwyd, func(ctx context.Context, clientID string) error {
				_, err := glewlwyd(ctx, http.MethodDelete, clientID, nil)
				return err
			}
		case live.MCPSDK.Name:
			p.needsRedirect = true
		}
		running = append(running, p)
	}
	if public, admin := os.Getenv(live.EnvHydraPublicURL), os.Getenv(live.EnvHydraAdminURL); public != "" && admin != "" {
		running = append(running, product{
			name: "hydra", managed: true,
			config: registration.Config{HTTP: fast, RegistrationEndpoint: public + "/oauth2/register"},
			rename: func(ctx context.Context, clientID, name string) error {
				patch := []map[string]any{{"op": "replace", "path": "/client_name", "value": name}}
				return call(ctx, http.MethodPatch, admin+"/admin/clients/"+clientID, "", patch)
			},
			remove: func(ctx context.Context, clientID string) error {
				return call(ctx, http.MethodDelete, admin+"/admin/clients/"+clientID, "", nil)
			},
		})
	}
	return running
}

// glewlwyd sends a request to the administration API.
func glewlwyd(ctx context.Context, method, clientID string, body any) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, method, os.Getenv(live.EnvGlewlwydAdminURL)+"/client/"+clientID, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "token "+os.Getenv(live.EnvGlewlwydAPIKey))
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %s: %s", method, clientID, response.Status, answer)
	}
	return answer, err
}

func renameOnGlewlwyd(ctx context.Context, clientID, name string) error {
	answer, err := glewlwyd(ctx, http.MethodGet, clientID, nil)
	if err != nil {
		return err
	}
	var client map[string]any
	if err := json.Unmarshal(answer, &client); err != nil {
		return err
	}
	client["name"], client["client_name"] = name, name
	_, err = glewlwyd(ctx, http.MethodPut, clientID, client)
	return err
}

func TestLive(t *testing.T) { //nolint:paralleltest // The servers bear one client at a time.
	running := products()
	if len(running) == 0 {
		t.Skip("no registration server is running; internal/live/run starts some")
	}
	for _, p := range running { //nolint:paralleltest // As above.
		for _, kind := range kinds {
			t.Run(p.name+"/"+kind.name, func(t *testing.T) {
				desired := kind.client.With(oauthclient.ClientName, "A "+kind.name)
				if p.needsRedirect && !desired.Has(oauthclient.RedirectURIs) {
					desired[oauthclient.RedirectURIs] = []string{"https://shop.example.com/callback"}
				}
				l := newLiveClient(t, p, desired)
				if p.managed {
					l.managed(t)
				} else {
					l.registeredOnly(t)
				}
			})
		}
	}
}

// A liveClient is a client on a real server, with what Terraform would keep of it.
type liveClient struct {
	product product
	service *backend
	// token is what the operator says.
	token          string
	desired, state oauthclient.Client
	baseline       *oauthclient.Baseline
}

func newLiveClient(t *testing.T, p product, desired oauthclient.Client) *liveClient {
	t.Helper()
	l := &liveClient{product: p}
	p.config.OperatorToken = func(string) string { return l.token }
	driver, err := registration.New(p.config, judge)
	if err != nil {
		t.Fatal(err)
	}
	l.service = &backend{Service: oauthclient.NewService(judge, driver)}
	problems, err := l.service.Inspect(t.Context(), desired)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		if !errors.Is(problem, oauthclient.ErrUnusual) {
			t.Errorf("the plan refuses the client: %v", problem)
		}
		t.Logf("plan: %v", problem)
	}
	created, err := l.service.Create(t.Context(), desired)
	if err != nil {
		t.Fatal(err)
	}
	l.say(t, "create")
	l.written(desired, created)
	return l
}

func (l *liveClient) say(t *testing.T, operation string) {
	t.Helper()
	for _, notice := range l.service.notices {
		t.Logf("%s: %s: %s", operation, notice.Summary, notice.Detail)
	}
}

func (l *liveClient) written(desired, server oauthclient.Client) {
	l.baseline = l.service.Baseline(l.service.Change(l.state, desired), server)
	l.desired, l.state = desired, l.service.Settle(desired, server, l.baseline)
}

// plan refreshes the client and returns what would be changed.
func (l *liveClient) plan(t *testing.T) []string {
	t.Helper()
	read, err := l.service.Read(t.Context(), l.state)
	switch {
	case errors.Is(err, oauthclient.ErrUnsupported):
	case err != nil:
		t.Fatal(err)
	default:
		l.state = l.service.Settle(l.state, read, l.baseline)
	}
	return paths(l.service.Changed(l.state, l.desired).Sorted())
}

func (l *liveClient) mustBeSettled(t *testing.T, when string) {
	t.Helper()
	for range 2 {
		if changed := l.plan(t); len(changed) > 0 {
			t.Errorf("%s: the plan changes %v", when, changed)
		}
	}
}

func (l *liveClient) update(t *testing.T, desired oauthclient.Client, what string) {
	t.Helper()
	updated, err := l.service.Update(t.Context(), l.state, desired)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	l.service.notices = l.service.Untold(l.service.notices, l.service.Change(l.state, desired), l.baseline, updated)
	l.say(t, what)
	l.written(desired, updated)
	l.mustBeSettled(t, "after "+what)
}

func (l *liveClient) managed(t *testing.T) {
	t.Helper()
	l.mustBeSettled(t, "after the creation")
	l.update(t, l.desired.With(oauthclient.ClientName, "Renamed"), "changing a value")
	l.update(t, l.desired.Without(oauthclient.LogoURI), "removing a value")

	if err := l.product.rename(t.Context(), l.state.Text(oauthclient.ClientID), "Somebody's name"); err != nil {
		t.Fatal(err)
	}
	if changed := l.plan(t); !slices.Equal(changed, []string{"client_name"}) {
		t.Errorf("after somebody renamed the client the plan changes %v", changed)
	}
	l.update(t, l.desired, "reverting the drift")
	l.imported(t)

	copied := newLiveClient(t, l.product, l.desired)
	if err := l.product.remove(t.Context(), copied.state.Text(oauthclient.ClientID)); err != nil {
		t.Fatal(err)
	}
	if _, err := copied.service.Read(t.Context(), copied.state); !errors.Is(err, oauthclient.ErrDenied) {
		t.Errorf("Read of a client that was deleted by hand returned %v", err)
	}
	err := copied.service.Delete(t.Context(), copied.state)
	t.Logf("destroying a client that was deleted by hand: %.120v", err)
	if !errors.Is(err, oauthclient.ErrNotFound) && !errors.Is(err, oauthclient.ErrDenied) {
		t.Errorf("Delete of a client that was deleted by hand returned %v", err)
	}
	if err := l.service.Delete(t.Context(), l.state); err != nil {
		t.Error(err)
	}
}

// imported imports the client, whose token the operator knows, and goes on with it.
func (l *liveClient) imported(t *testing.T) {
	t.Helper()
	l.token = l.state.Text(oauthclient.RegistrationAccessToken)
	read, err := l.service.Read(t.Context(), oauthclient.Client{oauthclient.ID: l.state[oauthclient.ID]})
	if err != nil {
		t.Fatalf("import: %v", err)
	}
	state := l.service.Imported(read)
	for f := range l.service.Changed(state, l.desired) {
		t.Logf("import: the plan changes %s from %v to %v", f, state[f], l.desired[f])
	}
	l.token = ""
	l.state, l.baseline = state, l.service.Baseline(oauthclient.Change{Desired: l.desired}, read)
	l.update(t, l.desired.With(oauthclient.ClientName, "Imported"), "changing an imported client")
}

func (l *liveClient) registeredOnly(t *testing.T) {
	t.Helper()
	if n := countNotices(l.service.notices, "cannot show, change or delete"); n != 1 {
		t.Errorf("%d notices say that the client cannot be managed", n)
	}
	l.mustBeSettled(t, "after the creation")
	if fields := l.service.Replaces(l.state, l.desired.With(oauthclient.ClientName, "Renamed"), nil); len(fields) != 1 {
		t.Errorf("a change needs a new client because of %v", fields)
	}
	err := l.service.Delete(t.Context(), l.state)
	if !errors.Is(err, oauthclient.ErrUnsupported) {
		t.Errorf("Delete returned %v", err)
	}
}
