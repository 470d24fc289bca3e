package nevismeta_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
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

// judge is that of the default setup.
var judge = oauthclient.NewJudge(nevismeta.Profile(defaults))

var defaults = nevismeta.Defaults{Setup: nevissim.SetupID, Caller: nevissim.Username, Complete: true}

// newDriver returns a driver for a simulator, or something in front of it, at a URL.
func newDriver(t *testing.T, serverURL string, change ...func(*nevismeta.Config)) *nevismeta.Driver {
	t.Helper()
	config := nevismeta.Config{
		HTTP: httpapi.Config{
			BaseURL: serverURL, Auth: httpapi.Basic(nevissim.Username, nevissim.Password),
			SettlingTime: 30 * time.Second, RetryWaitMin: time.Millisecond, RetryWaitMax: 10 * time.Millisecond,
		},
		Defaults: defaults,
	}
	for _, c := range change {
		c(&config)
	}
	driver, err := nevismeta.New(config, judge)
	if err != nil {
		t.Fatal(err)
	}
	return driver
}

// serve serves a simulator until the end of the test and returns a service for it.
func serve(t *testing.T, sim http.Handler, change ...func(*nevismeta.Config)) *oauthclient.Service {
	t.Helper()
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	return oauthclient.NewService(judge, newDriver(t, server.URL, change...))
}

// create makes a client and fails the test when that does not work.
func create(t *testing.T, service *oauthclient.Service, desired oauthclient.Client) oauthclient.Client {
	t.Helper()
	created, err := service.Create(t.Context(), desired)
	if err != nil {
		t.Fatal(err)
	}
	return created.Client
}

// newHarness returns what the conformance suite needs to know of a simulator.
func newHarness(t *testing.T, opts nevissim.Options) backendtest.Harness {
	t.Helper()
	sim := newSimulator(opts)
	proxy := backendtest.NewProxy(t, sim)
	around := operator{sim}
	h := backendtest.Harness{
		Judge: judge, Driver: newDriver(t, proxy.URL),
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
	return with(backendtest.Sample(unique, judge.Supported()), oauthclient.Client{
		nevismeta.SetupID: otherSetup,
		nevismeta.Module:  otherModule,
		nevismeta.Comment: "Wartung <&> 日本",
		nevismeta.Metadata: []map[string]string{
			{"name": "client_name", "value": "Rechnungen", "locale": "de"},
			{"name": "client_name", "value": "Invoices", "locale": ""},
			{"name": "client_logo", "value": "", "locale": "fr"},
		},
		nevismeta.ValidFrom:           "2099-02-01T06:30:00.123+02:00",
		nevismeta.ConfidentialityType: "public",
		nevismeta.PKCEMode:            "S256_REQUIRED",
		// The setup of the simulator has others.
		nevismeta.AccessTokenTTL:      int64(900),
		nevismeta.RefreshTokenTTL:     int64(0),
		nevismeta.IDTokenTTL:          int64(600),
		nevismeta.PersistedConsentTTL: int64(86400),
	})
}

func variant(unique string) oauthclient.Client {
	return with(backendtest.Variant(unique, judge.Supported()), oauthclient.Client{
		oauthclient.IDTokenSignedResponseAlg: "ES512",
		nevismeta.SetupID:                    "setup3",
		nevismeta.Module:                     "oauthv4",
		nevismeta.Metadata:                   []map[string]string{{"name": "client_name", "value": "Factures", "locale": "fr"}},
		nevismeta.ValidFrom:                  "2098-02-01T00:00:00Z",
		nevismeta.ConfidentialityType:        "confidential",
		nevismeta.PKCEMode:                   "required",
		nevismeta.AccessTokenTTL:             int64(901),
		nevismeta.RefreshTokenTTL:            int64(1),
		nevismeta.IDTokenTTL:                 int64(601),
		nevismeta.PersistedConsentTTL:        int64(86401),
	})
}

func with(c, own oauthclient.Client) oauthclient.Client {
	maps.Copy(c, own)
	return c
}

// unfilled returns the fields that a server may fill in and a simulator does not show unless they are set.
func unfilled(opts nevissim.Options) oauthclient.FieldSet {
	fields := oauthclient.NewFieldSet(
		oauthclient.ResponseTypes, oauthclient.TokenEndpointAuthMethod, oauthclient.IDTokenSignedResponseAlg,
		nevismeta.ConfidentialityType, nevismeta.PKCEMode, nevismeta.ForceReauthentication, nevismeta.NotSentGrantType,
	)
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
