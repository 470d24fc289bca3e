package registration_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// TestConformance runs the suite on a simulator of each server worth a test. Where a server has its metadata is the business
// of TestDiscovery.
func TestConformance(t *testing.T) {
	t.Parallel()
	for _, opts := range registrationsim.Combinations() {
		if strings.HasPrefix(opts.Name, "discovery") {
			continue
		}
		t.Run(opts.Name, func(t *testing.T) {
			t.Parallel()
			backendtest.Run(t, func(t *testing.T) backendtest.Harness { return simulatorHarness(t, opts) })
		})
	}
}

func simulatorHarness(t *testing.T, opts registrationsim.Options) backendtest.Harness {
	t.Helper()
	sim := registrationsim.New(opts)
	seen := newWitness(sim)
	proxy := backendtest.NewProxy(t, seen)
	h := newHarness(t, newDriver(t, proxy.URL, opts, func(c *registration.Config) {
		c.OperatorToken = seen.tokenFor
		// The suite asks for what the server has, also where that costs a token.
		c.AlwaysRefresh = true
	}), proxy)
	limits(&h, opts)
	h.Unmanaged = opts.NoManagement
	if opts.PublicByDefault {
		h.Minimal = method
	}
	if opts.Name == registrationsim.Hydra().Name {
		h.Variants = withUnsignedUserinfo(h.Variants)
	}
	h.GoneIsDenied = opts.UnknownClientStatus != http.StatusNotFound || opts.Errors == registrationsim.ErrorHTML
	h.Edit = func(_ context.Context, known, changes oauthclient.Client) error { return edit(sim, known, changes) }
	h.Remove = func(_ context.Context, known oauthclient.Client) error {
		return sim.Delete(known.Text(oauthclient.ClientID))
	}
	h.Count = func(_ context.Context, unique string) (int, error) {
		count := 0
		for _, client := range sim.Clients() {
			if strings.Contains(strings.Join(texts(client["redirect_uris"]), " "), unique) {
				count++
			}
		}
		return count, nil
	}
	h.HasSecret = func(_ context.Context, known oauthclient.Client, secret string) (bool, error) {
		return sim.Clients()[known.Text(oauthclient.ClientID)]["client_secret"] == secret, nil
	}
	return h
}

// newHarness returns what is the same for every server.
func newHarness(t *testing.T, driver *registration.Driver, wire backendtest.Wire) backendtest.Harness {
	t.Helper()
	return backendtest.Harness{
		Judge:    judge,
		Driver:   driver,
		Minimal:  minimal,
		Required: oauthclient.NewFieldSet(oauthclient.RedirectURIs),
		Samples: func(unique string) []oauthclient.Client {
			return backendtest.Alternatives(sample(unique), alternatives...)
		},
		Variants: func(unique string) []oauthclient.Client {
			return backendtest.Alternatives(variant(unique), alternatives...)
		},
		Companions: companions,
		Wire:       wire,
	}
}

// withUnsignedUserinfo is for servers that sign UserInfo answers in one way only.
func withUnsignedUserinfo(clients func(string) []oauthclient.Client) func(string) []oauthclient.Client {
	return func(unique string) []oauthclient.Client {
		changed := clients(unique)
		for i := range changed {
			changed[i][oauthclient.UserinfoSignedResponseAlg] = "none"
		}
		return changed
	}
}

// tokenFor returns the newest token of the client with an address or a client_id.
func (w *witness) tokenFor(client string) string {
	if u, err := url.Parse(client); err == nil && u.Host != "" {
		client = u.Query().Get("client_id")
		if client == "" {
			client = u.Path[strings.LastIndexByte(u.Path, '/')+1:]
		}
	}
	return w.tokenOf(client)
}

// limits puts into the harness what a simulated server drops without a word, keeps to itself, does not take, and does not
// fill in.
func limits(h *backendtest.Harness, opts registrationsim.Options) {
	h.Dropped, h.Undisclosed, h.Unfilled = oauthclient.FieldSet{}, oauthclient.FieldSet{}, oauthclient.FieldSet{}
	h.CannotSet = map[oauthclient.Field]string{}
	for _, p := range registration.Profile().Properties {
		name, f := p.Name, p.Field
		if name == "" {
			continue
		}
		if _, replaced := opts.Replaced[name]; replaced {
			h.CannotSet[f] = "the server always puts its own value there"
		}
		if h.Judge.Supports(f) && (slices.Contains(opts.Dropped, name) || slices.Contains(opts.HiddenOnRead, name) || opts.Known != nil && !slices.Contains(opts.Known, name)) {
			h.Dropped.Add(f)
		}
		if !fillsIn(opts, name) {
			h.Unfilled.Add(f)
		}
	}
	// Many servers do not return the statement, so that its absence says nothing. Of the extra metadata, only what is
	// configured is looked at.
	delete(h.Dropped, oauthclient.SoftwareStatement)
	h.Undisclosed.Add(oauthclient.SoftwareStatement)
	h.Undisclosed.Add(registration.ExtraMetadata)
	if slices.Contains(opts.HiddenOnRead, "client_id_issued_at") {
		h.Undisclosed.Add(oauthclient.ClientIDIssuedAt)
	}
	if opts.Replaced["grant_types"] != nil {
		h.CannotSet[oauthclient.ResponseTypes] = "the grant types that it needs cannot be set"
	}
	if opts.NoLanguageTags {
		h.Dropped.Add(registration.Localized)
	}
	switch {
	case opts.Unknown == registrationsim.UnknownRefused:
		h.CannotSet[registration.ExtraMetadata] = "the server refuses members that it does not know"
	case opts.Unknown == registrationsim.UnknownDropped && !slices.Contains(opts.Extra, extension):
		h.Dropped.Add(registration.ExtraMetadata)
	}
	if opts.DropCertificateNames {
		for _, f := range certificateNames {
			h.CannotSet[f] = "the server drops it beside another authentication method than tls_client_auth"
		}
	}
	if subjects := opts.Supported["subject_types_supported"]; subjects != nil && !slices.Contains(subjects, "pairwise") {
		h.CannotSet[oauthclient.SubjectType] = "the server has the default alone"
	}
}

// fillsIn reports whether a simulated server fills in a member of its own accord.
func fillsIn(opts registrationsim.Options, name string) bool {
	if strings.HasSuffix(name, "_enc") {
		return opts.FillEnc
	}
	if opts.Defaults == nil {
		return slices.Contains([]string{"token_endpoint_auth_method", "grant_types", "response_types"}, name)
	}
	value, filled := opts.Defaults[name]
	array, isArray := value.([]string)
	return filled && value != "" && (!isArray || len(array) > 0)
}

// edit changes a client on a simulator.
func edit(sim *registrationsim.Simulator, known, changes oauthclient.Client) error {
	return sim.Edit(known.Text(oauthclient.ClientID), func(client map[string]any) {
		for f, value := range changes {
			maps.DeleteFunc(client, func(name string, _ any) bool {
				return f == registration.Localized && strings.Contains(name, "#") || f == registration.ExtraMetadata && name == extension
			})
			switch f {
			case registration.Localized:
				values, _ := value.(map[string]string)
				for name, text := range values {
					client[name] = text
				}
			case registration.ExtraMetadata:
				if text, ok := value.(string); ok {
					client[extension] = parse(text).(map[string]any)[extension]
				}
			case oauthclient.Scopes:
				scopes, _ := value.([]string)
				client["scope"] = strings.Join(scopes, " ")
			default:
				client[f.Name()] = wireValue(f, value)
			}
		}
		maps.DeleteFunc(client, func(_ string, value any) bool { return value == nil })
	})
}

// wireValue returns a value as it stands in JSON.
func wireValue(f oauthclient.Field, value any) any {
	text, isText := value.(string)
	if isText && (f.Kind() == oauthclient.JSON || f.Kind() == oauthclient.JWKS) {
		return parse(text)
	}
	return value
}

func parse(text string) any {
	var value any
	_ = json.Unmarshal([]byte(text), &value) // what the samples have is JSON
	return value
}

// texts returns the strings in a JSON array.
func texts(array any) []string {
	elements, _ := array.([]any)
	found := make([]string, 0, len(elements))
	for _, element := range elements {
		text, _ := element.(string)
		found = append(found, text)
	}
	return found
}
