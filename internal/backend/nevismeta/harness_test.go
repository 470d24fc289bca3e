package nevismeta_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// Another setup and module of the simulator beside the default ones.
const (
	otherSetup  = "setup/2"
	otherModule = "oauthv3"
)

// newSimulator returns a simulator with the setups of the samples.
func newSimulator(opts nevissim.Options) *nevissim.Simulator {
	sim := nevissim.New(opts)
	sim.AddSetup(nevissim.Module, otherSetup)
	sim.AddSetup(otherModule, nevissim.SetupID)
	sim.AddSetup(otherModule, otherSetup)
	return sim
}

// newBackend returns a driver for a simulator, or something in front of it, at a URL.
func newBackend(t *testing.T, serverURL string, change ...func(*nevismeta.Config)) *nevismeta.Backend {
	t.Helper()
	config := nevismeta.Config{
		HTTP: httpapi.Config{
			BaseURL: serverURL, Auth: httpapi.Basic(nevissim.Username, nevissim.Password),
			SettlingTime: 300 * time.Millisecond, RetryWaitMin: time.Millisecond, RetryWaitMax: 10 * time.Millisecond,
		},
		Setup: nevissim.SetupID, Caller: nevissim.Username,
	}
	for _, c := range change {
		c(&config)
	}
	backend, err := nevismeta.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return backend
}

// serve serves a simulator until the end of the test and returns a driver for it.
func serve(t *testing.T, sim http.Handler, change ...func(*nevismeta.Config)) *nevismeta.Backend {
	t.Helper()
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	return newBackend(t, server.URL, change...)
}

// newHarness returns what the conformance suite needs to know of a simulator.
func newHarness(t *testing.T, opts nevissim.Options) backendtest.Harness {
	t.Helper()
	sim := newSimulator(opts)
	proxy := backendtest.NewProxy(t, sim)
	around := operator{sim}
	h := backendtest.Harness{
		Backend: newBackend(t, proxy.URL),
		Minimal: func(unique string) oauthclient.Client {
			return oauthclient.Client{oauthclient.ClientName: unique}
		},
		Samples:  func(unique string) []oauthclient.Client { return alternatives(sample(unique)) },
		Variants: func(unique string) []oauthclient.Client { return alternatives(variant(unique)) },
		Companions: map[oauthclient.Field][]oauthclient.Field{
			oauthclient.IDTokenEncryptedResponseAlg: {oauthclient.IDTokenEncryptedResponseEnc},
			oauthclient.IDTokenEncryptedResponseEnc: {oauthclient.IDTokenEncryptedResponseAlg},
		},
		Unfilled:  unfilled(opts),
		CannotSet: map[oauthclient.Field]string{},
		Edit:      around.edit,
		Remove:    around.remove,
		Count:     around.count,
		HasSecret: around.hasSecret,
		Wire:      proxy,
	}
	if opts.Secret != nevissim.SecretPlain {
		h.HasSecret = nil // nobody can see there that a secret was changed; TestHiddenSecret covers the rest
	}
	if opts.SameInstant == nevissim.SameConflicts {
		h.CannotSet[nevismeta.ValidFrom] = "the server has no second state for an instant, and the client no other; TestSchedule_sameInstant"
	}
	return h
}

// alternatives splits a client in two: one is public, has keys and exists only from a time in the future on, the other has
// a secret, refers to its keys and is in force.
func alternatives(c oauthclient.Client) []oauthclient.Client {
	split := backendtest.Alternatives(c, []oauthclient.Field{oauthclient.JWKSet, oauthclient.JWKSURI})
	delete(split[0], oauthclient.ClientSecret)
	delete(split[1], nevismeta.ConfidentialityType)
	delete(split[1], nevismeta.ValidFrom)
	return split
}

func sample(unique string) oauthclient.Client {
	c := backendtest.Sample(unique).Only((*nevismeta.Backend)(nil).Supports())
	maps.Copy(c, oauthclient.Client{
		nevismeta.SetupID: otherSetup,
		nevismeta.Module:  otherModule,
		nevismeta.Owner:   "owner-of-" + unique,
		nevismeta.Comment: "Wartung <&> 日本",
		nevismeta.Metadata: []map[string]string{
			{"name": "client_name", "value": "Rechnungen", "locale": "de"},
			{"name": "client_name", "value": "Invoices"},
		},
		nevismeta.ValidFrom:             "2099-02-01T06:30:00.123+02:00",
		nevismeta.ConfidentialityType:   "public",
		nevismeta.PKCEMode:              "s256-required",
		nevismeta.ForceReauthentication: true,
		nevismeta.AccessTokenTTL:        int64(900),
		nevismeta.RefreshTokenTTL:       int64(0),
		nevismeta.IDTokenTTL:            int64(600),
		nevismeta.PersistedConsentTTL:   int64(86400),
		nevismeta.NotSentGrantType:      true,
	})
	return c
}

func variant(unique string) oauthclient.Client {
	c := backendtest.Variant(unique).Only((*nevismeta.Backend)(nil).Supports())
	maps.Copy(c, oauthclient.Client{
		oauthclient.IDTokenSignedResponseAlg: "ES512",
		nevismeta.SetupID:                    "setup3",
		nevismeta.Module:                     "oauthv4",
		nevismeta.Owner:                      "another owner",
		nevismeta.Comment:                    "another comment",
		nevismeta.Metadata:                   []map[string]string{{"name": "client_name", "value": "Factures", "locale": "fr"}},
		nevismeta.ValidFrom:                  "2098-02-01T00:00:00Z",
		nevismeta.ConfidentialityType:        "confidential",
		nevismeta.PKCEMode:                   "required",
		nevismeta.ForceReauthentication:      false,
		nevismeta.AccessTokenTTL:             int64(901),
		nevismeta.RefreshTokenTTL:            int64(1),
		nevismeta.IDTokenTTL:                 int64(601),
		nevismeta.PersistedConsentTTL:        int64(86401),
		nevismeta.NotSentGrantType:           false,
	})
	return c
}

// unfilled returns the fields of Fills that a simulator does not show unless they are set.
func unfilled(opts nevissim.Options) oauthclient.FieldSet {
	fields := oauthclient.NewFieldSet(nevismeta.ForceReauthentication, nevismeta.NotSentGrantType, nevismeta.ValidFrom)
	if opts.FillTTLs {
		return fields
	}
	for _, f := range []oauthclient.Field{
		oauthclient.GrantTypes, nevismeta.AccessTokenTTL, nevismeta.RefreshTokenTTL, nevismeta.IDTokenTTL,
		nevismeta.PersistedConsentTTL,
	} {
		fields.Add(f)
	}
	return fields
}

// An operator works on a simulator behind the driver's back.
type operator struct{ sim *nevissim.Simulator }

// internalID returns nevisMeta's id of a client.
func internalID(known oauthclient.Client) string {
	id := known.Text(oauthclient.ID)
	return id[strings.LastIndexByte(id, '/')+1:]
}

func (o operator) remove(_ context.Context, known oauthclient.Client) error {
	return o.sim.Delete(internalID(known))
}

func (o operator) count(_ context.Context, unique string) (int, error) {
	n := 0
	for id, body := range o.sim.Clients() {
		if body["name"] == unique && !o.sim.States(id)[0].SoftDeleted {
			n++
		}
	}
	return n, nil
}

func (o operator) hasSecret(_ context.Context, known oauthclient.Client, secret string) (bool, error) {
	body, ok := o.sim.Client(internalID(known))
	return ok && body["client_secret"] == secret, nil
}

// edit changes the state that a configuration with the known valid_from describes. A change of valid_from moves it, and
// nil puts it in force.
func (o operator) edit(ctx context.Context, known, changes oauthclient.Client) error {
	id := internalID(known)
	states := o.sim.States(id)
	state := states[len(states)-1]
	body := state.Body
	for f, v := range changes {
		if f == nevismeta.ValidFrom {
			continue
		}
		member := memberOf(f)
		switch value, isText := v.(string); {
		case v == nil:
			delete(body, member)
		case f.Kind() == oauthclient.JWKS && isText:
			body[member] = json.RawMessage(value)
		default:
			body[member] = v
		}
	}
	if !known.Has(nevismeta.ValidFrom) {
		return o.sim.Edit(id, func(current map[string]any) {
			clear(current)
			maps.Copy(current, body)
		})
	}
	at, moved := changes[nevismeta.ValidFrom]
	switch {
	case !moved:
		return o.replace(ctx, known, state, body, state.ValidFrom)
	case at == nil:
		return o.replace(ctx, known, state, body, time.Now())
	}
	t, err := time.Parse(time.RFC3339, at.(string))
	if err != nil {
		return err
	}
	return o.replace(ctx, known, state, body, t)
}

// replace adds a state and deletes another one, which is still to come.
func (o operator) replace(ctx context.Context, known oauthclient.Client, old nevissim.State, body map[string]any, at time.Time) error {
	if _, err := o.sim.AddFuture(internalID(known), at, body); err != nil {
		return err
	}
	parts := strings.Split(known.Text(oauthclient.ID), "/")
	path := fmt.Sprintf("%s/v2/modules/%s/setups/%s/clients/%s/snapshots/%s", nevissim.BasePath,
		moduleOf(parts), parts[len(parts)-2], parts[len(parts)-1], url.PathEscape(old.SnapshotID))
	request := httptest.NewRequestWithContext(ctx, http.MethodDelete, path, nil)
	request.SetBasicAuth(nevissim.Username, nevissim.Password)
	answer := httptest.NewRecorder()
	o.sim.ServeHTTP(answer, request)
	if answer.Code != http.StatusNoContent {
		return fmt.Errorf("DELETE %s: %d %s", path, answer.Code, answer.Body)
	}
	return nil
}

func moduleOf(parts []string) string {
	if len(parts) == 2 {
		return nevissim.Module
	}
	return parts[0]
}

// memberOf returns the documented name of a field.
func memberOf(f oauthclient.Field) string {
	for member, field := range nevismeta.Properties() {
		if field == f {
			return member
		}
	}
	panic("no member holds " + f.String())
}

// sent returns the bodies of the requests with a method, oldest first.
func sent(sim *nevissim.Simulator, method string) []map[string]any {
	var bodies []map[string]any
	for _, request := range sim.Requests() {
		if request.Method != method {
			continue
		}
		var body map[string]any
		_ = json.Unmarshal([]byte(request.Body), &body) // a request without body has none
		bodies = append(bodies, body)
	}
	return bodies
}

// asked returns method and path, below the collection of clients, of every request.
func asked(sim *nevissim.Simulator) []string {
	var requests []string
	for _, request := range sim.Requests() {
		_, below, _ := strings.Cut(request.Path, "/clients")
		requests = append(requests, request.Method+" "+below)
	}
	return slices.Clip(requests)
}
