package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// A server is a server to manage clients on, and the way to look at it behind Terraform's back.
type server struct {
	// name is the name of the backend, and of the blocks that configure it.
	name    string
	handler http.Handler
	// settings are the provider's for a server at this address.
	settings func(address string) map[string]string
	// secrets are those among the settings.
	secrets []string
	// keepings are the ways of keeping secrets that the server has.
	keepings []keeping
	// rotates says that a secret can be made anew, and renames that a client keeps its id under a new name.
	rotates, renames bool
	// scope is the name of a scope, of those numbered from 0.
	scope func(n int) string
	// responseTypes says that the server has response types.
	responseTypes bool
	// publicBlock is what makes a client public, in the block of the product; nil where token_endpoint_auth_method does.
	publicBlock map[string]string
	// clients are the clients on the server whose names begin with a prefix.
	clients func(prefix string) ([]held, error)
	// authenticates reports whether a client can authenticate with a secret.
	authenticates func(clientID, secret string) (bool, error)
	// manages reports whether the token in the state still manages its client; nil where there are no such tokens.
	manages func(instance) (bool, error)
	// issueToken has the operator issue a token for a client whose token is lost; nil where there are no such tokens.
	issueToken func(clientID string) (string, error)
}

// Held is a client that a server has.
type held struct {
	ID, Name          string
	Redirects, Scopes []string
}

const faultsDomain = "Faults"

// maxScopes is more scopes than a client gets in a trial.
const maxScopes = 20

// anyScope names scopes on servers on which one needs no preparation. The first is registered.
func anyScope(n int) string {
	if n == 0 {
		return "openid"
	}
	return fmt.Sprintf("scope%d", n)
}

var everyKeeping = []keeping{generated, given, writeOnly, public, counted}

// starters start a server of each kind, new and without clients.
var starters = map[string]func() (*server, error){
	"hydra":        hydraSimulator,
	"nevismeta":    nevismetaSimulator,
	"oam":          oamSimulator,
	"registration": func() (*server, error) { return registrationSimulator(registrationsim.RotateOnPut) },
	// registration whose tokens stay.
	"registration-fixed": func() (*server, error) { return registrationSimulator(registrationsim.RotateNever) },
}

func hydraSimulator() (*server, error) {
	sim := hydrasim.New(hydrasim.Options{})
	return &server{
		name: "hydra", handler: sim, keepings: everyKeeping, rotates: true, renames: true, scope: anyScope, responseTypes: true,
		settings: func(address string) map[string]string { return map[string]string{"admin_url": address} },
		clients:  func(prefix string) ([]held, error) { return registered(sim.Clients(), prefix) },
		authenticates: func(id, secret string) (bool, error) {
			return sim.Authenticates(id, secret), nil
		},
	}, nil
}

func nevismetaSimulator() (*server, error) {
	sim := nevissim.New(nevissim.Options{})
	return &server{
		name: "nevismeta", handler: sim, secrets: []string{nevissim.Password}, keepings: everyKeeping, rotates: true, renames: true, scope: anyScope, responseTypes: true,
		settings: func(address string) map[string]string {
			return map[string]string{"url": address, "setup_id": nevissim.SetupID, "username": nevissim.Username, "password": nevissim.Password}
		},
		clients: func(prefix string) ([]held, error) { return registered(sim.Clients(), prefix) },
		authenticates: func(id, secret string) (bool, error) {
			for _, body := range sim.Clients() {
				if body["client_id"] == id {
					return body["client_secret"] == secret, nil
				}
			}
			return false, nil
		},
	}, nil
}

// On OAM a client is known by its name.
func oamSimulator() (*server, error) {
	sim := oamsim.New(oamsim.Options{})
	sim.AddDomain(faultsDomain)
	owner := message.ResourceServer{Name: "Faults", IDDomain: faultsDomain}
	for n := range maxScopes {
		owner.Scopes = append(owner.Scopes, message.Scope{ScopeName: anyScope(n)})
	}
	if err := sim.AddResourceServer(owner); err != nil {
		return nil, err
	}
	return &server{
		name: "oam", handler: sim, secrets: []string{oamsim.DefaultPassword}, keepings: everyKeeping, rotates: true,
		scope:       func(n int) string { return owner.Name + "." + anyScope(n) },
		publicBlock: map[string]string{"client_type": "PUBLIC_CLIENT"},
		settings: func(address string) map[string]string {
			return map[string]string{
				"url": address, "identity_domain": faultsDomain, "username": oamsim.DefaultUsername, "password": oamsim.DefaultPassword,
				"read_after_write_timeout": "10s",
			}
		},
		clients: func(prefix string) ([]held, error) {
			var found []held
			for _, c := range sim.Clients(faultsDomain) {
				if !strings.HasPrefix(c.Name, prefix) {
					continue
				}
				client := held{ID: c.ID, Name: c.Name, Scopes: slices.Sorted(slices.Values(c.Scopes))}
				for _, uri := range c.RedirectURIs {
					client.Redirects = append(client.Redirects, uri.URL)
				}
				slices.Sort(client.Redirects)
				found = append(found, client)
			}
			return found, nil
		},
		authenticates: func(id, secret string) (bool, error) {
			for _, c := range sim.Clients(faultsDomain) {
				if c.ID == id {
					return c.Secret != nil && *c.Secret == secret, nil
				}
			}
			return false, nil
		},
	}, nil
}

// The server of RFC 7591 chooses the secret, and these keep it. One replaces the registration access token with every update,
// as RFC 7592 section 2.2 allows, and the other never does.
func registrationSimulator(rotation registrationsim.Rotation) (*server, error) {
	sim := registrationsim.New(registrationsim.Options{Rotation: rotation, Unknown: registrationsim.UnknownKept})
	return &server{
		name: "registration", handler: sim, keepings: []keeping{generated, public, counted},
		renames: true, scope: anyScope, responseTypes: true,
		settings: func(address string) map[string]string { return map[string]string{"issuer": address} },
		clients:  func(prefix string) ([]held, error) { return registered(sim.Clients(), prefix) },
		authenticates: func(id, secret string) (bool, error) {
			return sim.Clients()[id]["client_secret"] == secret, nil
		},
		issueToken: sim.IssueToken,
		manages: func(i instance) (bool, error) {
			var members map[string]any
			_, err := ask(http.MethodGet, i.URI, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+i.Token) }, &members)
			return accepted(err)
		},
	}, nil
}

// registered reads clients with registered names for their properties.
func registered[K comparable](clients map[K]map[string]any, prefix string) ([]held, error) {
	var found []held
	for _, members := range clients {
		text, err := json.Marshal(members)
		if err != nil {
			return nil, err
		}
		var c struct {
			ClientID     string   `json:"client_id"`
			ClientName   string   `json:"client_name"`
			RedirectURIs []string `json:"redirect_uris"`
			Scope        any      `json:"scope"`
			// nevisMeta has names of its own for these.
			Name   string `json:"name"`
			Scopes any    `json:"scopes"`
		}
		if err := json.Unmarshal(text, &c); err != nil {
			return nil, fmt.Errorf("a client of the server: %w", err)
		}
		if name := cmp.Or(c.ClientName, c.Name); strings.HasPrefix(name, prefix) {
			found = append(found, held{
				ID: c.ClientID, Name: name, Redirects: slices.Sorted(slices.Values(c.RedirectURIs)), Scopes: scopesOf(c.Scope, c.Scopes),
			})
		}
	}
	return found, nil
}

// scopesOf reads scopes, which are a list on nevisMeta and one text elsewhere.
func scopesOf(values ...any) []string {
	var scopes []string
	for _, value := range values {
		switch value := value.(type) {
		case string:
			scopes = append(scopes, strings.Fields(value)...)
		case []any:
			for _, scope := range value {
				scopes = append(scopes, fmt.Sprint(scope))
			}
		}
	}
	slices.Sort(scopes)
	return scopes
}
