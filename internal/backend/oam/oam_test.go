package oam_test

import (
	"maps"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	for _, opts := range backendtest.Some(oamsim.Combinations()) {
		t.Run(opts.Name, func(t *testing.T) {
			t.Parallel()
			backendtest.Run(t, func(t *testing.T) backendtest.Harness { return newHarness(t, opts) })
		})
	}
}

// The identity domains of the tests. Clients live in the first unless they say otherwise.
var domains = []string{"Main", "Other", "Third"}

func newHarness(t *testing.T, opts oamsim.Options) backendtest.Harness {
	t.Helper()
	clock := newTestClock()
	sim := newSimulator(t, clock, opts)
	proxy := backendtest.NewProxy(t, sim)
	around := operator{sim}
	judge, driver := newDriver(t, clock, proxy.URL)
	driver.SetListLife(0)
	h := backendtest.Harness{
		Judge: judge, Driver: driver,
		Required: oauthclient.NewFieldSet(oauthclient.ClientName),
		Minimal: func(unique string) oauthclient.Client {
			return oauthclient.Client{oauthclient.ClientName: unique}
		},
		Samples: func(unique string) []oauthclient.Client {
			return alternatives(sample(unique))
		},
		Variants: func(unique string) []oauthclient.Client {
			return alternatives(variant(unique))
		},
		Companions: map[oauthclient.Field][]oauthclient.Field{oam.DefaultScope: {oauthclient.Scopes}},
		Edit:       around.edit,
		Remove:     around.remove,
		Count:      around.count,
		HasSecret:  around.hasSecret,
		Wire:       proxy,
		Unfilled:   oauthclient.NewFieldSet(oauthclient.TokenEndpointAuthMethod, oam.UsePKCE),
	}
	if !opts.JSON {
		h.Unlisted = oauthclient.NewFieldSet(oam.UID)
	}
	if opts.NoList {
		h.CannotList = true
		if !opts.JSON {
			h.Undisclosed = textless
		}
	}
	return h
}

// textless are the fields that text answers have no place for.
var textless = oauthclient.NewFieldSet(append(certificates,
	oam.AccessTokenCustomClaims, oam.IDTokenCustomClaims, oam.UserInfoCustomClaims, oam.OldSecretRetentionTimeInDays,
	oam.UsePKCE, oauthclient.TokenEndpointAuthMethod, oauthclient.TLSClientCertificateBoundAccessTokens,
)...)

// certificates exclude each other (RFC 8705 section 2.1.2).
var certificates = []oauthclient.Field{
	oauthclient.TLSClientAuthSubjectDN, oauthclient.TLSClientAuthSANDNS, oauthclient.TLSClientAuthSANEmail,
	oauthclient.TLSClientAuthSANIP, oauthclient.TLSClientAuthSANURI,
}

// alternatives splits a client whose fields exclude each other: certificates, and a secret beside what makes it useless.
func alternatives(c oauthclient.Client) []oauthclient.Client {
	clients := backendtest.Alternatives(c, certificates)
	clients[0] = clients[0].Without(oauthclient.TokenEndpointAuthMethod, oam.ClientType)
	for i := range clients[1:] {
		clients[i+1] = clients[i+1].Without(oauthclient.ClientSecret)
	}
	return clients
}

// newSimulator returns a simulator with a resource server in each domain, whose token attribute shows in its clients.
func newSimulator(t *testing.T, clock *testClock, opts oamsim.Options) *oamsim.Simulator {
	t.Helper()
	opts.Now = clock.Now
	sim := oamsim.New(opts)
	for _, domain := range domains {
		sim.AddDomain(domain)
		err := sim.AddResourceServer(message.ResourceServer{
			Name: "Orders", IDDomain: domain,
			Scopes:          []message.Scope{{ScopeName: "read"}, {ScopeName: "write"}, {ScopeName: "read.all"}},
			TokenAttributes: []message.Attribute{{AttrName: "sessionId", AttrValue: "$session.id", AttrType: "DYNAMIC"}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return sim
}

// newDriver returns a driver that waits by the clock.
func newDriver(t *testing.T, clock *testClock, url string, change ...func(*oam.Config)) (*oauthclient.Judge, *oam.Driver) {
	t.Helper()
	judge := oauthclient.NewJudge(oam.Profile(defaults))
	config := oam.Config{
		HTTP: httpapi.Config{
			BaseURL: url, Auth: httpapi.Basic(oamsim.DefaultUsername, oamsim.DefaultPassword),
			SettlingTime: settling, RetryWaitMin: time.Millisecond, RetryWaitMax: 10 * time.Millisecond,
		},
		Defaults: defaults, ReadAfterWriteTimeout: patience,
	}
	for _, c := range change {
		c(&config)
	}
	driver, err := oam.New(config, judge)
	if err != nil {
		t.Fatal(err)
	}
	driver.SetClock(clock.Now, clock.wait)
	return judge, driver
}

var defaults = oam.Defaults{IdentityDomain: domains[0]}

// patience is long enough for every simulator, also when many wait at once and move the clock on for each other.
const patience = 10 * time.Minute

// settling is how long a write outlives its context: longer than any takes here on the busiest machine.
const settling = 30 * time.Second

var supported = oauthclient.NewJudge(oam.Profile(defaults)).Supported()

// sample has every field, some of them with what a text answer does not escape.
func sample(unique string) oauthclient.Client {
	c := backendtest.Sample(unique, supported)
	maps.Copy(c, oauthclient.Client{
		oauthclient.ClientName: "Sample client <&> 日本 " + unique,
		oauthclient.GrantTypes: []string{"urn:ietf:params:oauth:grant-type:jwt-bearer", "authorization_code", "urn:ietf:params:oauth:grant-type:token-exchange"},
		oauthclient.Scopes:     []string{"Orders.write", "Orders.read.all"},

		oauthclient.TokenEndpointAuthMethod: "self_signed_tls_client_auth",

		oam.IdentityDomain: domains[1],
		oam.ClientType:     "MOBILE_CLIENT",
		oam.Description:    "a, secret = b, clientType = PUBLIC_CLIENT, grantTypes = [], ",
		oam.DefaultScope:   "Orders.read.all",
		oam.Attributes: []map[string]string{
			{"name": "empty", "value": "", "type": "STATIC"},
			{"name": "team", "value": `a, b = "c"`, "type": "static"},
			{"name": "cn", "value": "$user.attr.cn", "type": "Dynamic"},
		},
		oam.AccessTokenCustomClaims:      []string{"department", "manager"},
		oam.IDTokenCustomClaims:          []string{"email"},
		oam.UserInfoCustomClaims:         []string{"address"},
		oam.OldSecretRetentionTimeInDays: int64(7),
		oam.UsePKCE:                      "STRICT",
	})
	return c
}

func variant(unique string) oauthclient.Client {
	c := backendtest.Variant(unique, supported)
	maps.Copy(c, oauthclient.Client{
		oauthclient.GrantTypes: []string{"client_credentials", "password", "refresh_token"},
		oauthclient.Scopes:     []string{"Orders.write"},

		oauthclient.TokenEndpointAuthMethod: "client_secret_basic",

		oam.IdentityDomain:               domains[2],
		oam.ClientType:                   "PUBLIC_CLIENT",
		oam.Description:                  "another description",
		oam.DefaultScope:                 "Orders.write",
		oam.Attributes:                   []map[string]string{{"name": "team", "value": "another", "type": "STATIC"}},
		oam.AccessTokenCustomClaims:      []string{"department"},
		oam.IDTokenCustomClaims:          []string{"email", "phone"},
		oam.UserInfoCustomClaims:         []string{"locale"},
		oam.OldSecretRetentionTimeInDays: int64(0),
		oam.UsePKCE:                      "NON_STRICT",
	})
	return c
}
