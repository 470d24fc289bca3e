package oam_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// Names of the siblings.
const (
	domainSibling = "identity_domain"
	serverSibling = "resource_server"
)

func siblingNamed(t *testing.T, name string) oam.Sibling {
	t.Helper()
	for _, s := range oam.Siblings() {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("there is no sibling %s", name)
	return oam.Sibling{}
}

// fieldNamed returns a field of a sibling.
func fieldNamed(t *testing.T, sibling, path string) oauthclient.Field {
	t.Helper()
	for _, f := range siblingNamed(t, sibling).Fields {
		if f.String() == path {
			return f
		}
	}
	t.Fatalf("%s has no field %s", sibling, path)
	return oauthclient.Field{}
}

// siblingOptions are the switches that decide what the API of siblings does.
var siblingOptions = []oamsim.Options{
	{Name: "text"},
	{Name: "JSON", JSON: true},
	{Name: "replace", Replace: true, Identity: oamsim.IdentityQuery, Modify: oamsim.ModifyShowsNothing},
	{Name: "replace JSON", Replace: true, JSON: true, Identity: oamsim.IdentityBody, MendedSpelling: true, QuotedNames: true},
	{Name: "stale", StaleReads: 2, Replace: true},
	{Name: "stale JSON", StaleReads: 2, JSON: true},
}

// TestConformance_siblings runs the suite for clients on what clients need beside them.
func TestConformance_siblings(t *testing.T) {
	t.Parallel()
	for _, opts := range backendtest.Some(siblingOptions) {
		for name, harness := range map[string]func(*testing.T, oamsim.Options) backendtest.Harness{
			domainSibling: domainHarness, serverSibling: serverHarness,
		} {
			t.Run(name+" "+opts.Name, func(t *testing.T) {
				t.Parallel()
				backendtest.Run(t, func(t *testing.T) backendtest.Harness { return harness(t, opts) })
			})
		}
	}
}

func siblingHarness(t *testing.T, sibling oam.Sibling, clock *testClock, sim *oamsim.Simulator) backendtest.Harness {
	t.Helper()
	proxy := backendtest.NewProxy(t, sim)
	_, driver := newDriver(t, clock, proxy.URL)
	judge := oauthclient.NewJudge(sibling.Profile(defaults))
	return backendtest.Harness{Judge: judge, Driver: sibling.Open(driver, judge), Required: sibling.Required, Wire: proxy}
}

func domainHarness(t *testing.T, opts oamsim.Options) backendtest.Harness {
	t.Helper()
	clock, sibling := newTestClock(), siblingNamed(t, domainSibling)
	sim := newSimulator(t, clock, opts)
	h := siblingHarness(t, sibling, clock, sim)
	field := func(path string) oauthclient.Field { return fieldNamed(t, domainSibling, path) }
	tokens, retention := field("token_settings"), field("old_secret_retention_time_in_days")
	own := func(base oauthclient.Client, unique, expiry string, days int64) []oauthclient.Client {
		return []oauthclient.Client{base.With(oam.DomainName, "Domain <&> 日本 "+unique).With(retention, days).With(tokens, []map[string]string{
			{"token_type": "ACCESS_TOKEN", "token_expiry": expiry, "refresh_token_enabled": "true", "refresh_token_expiry": "7200"},
			{"token_type": "AUTHZ_CODE", "token_expiry": "60", "life_cycle_enabled": "true", "refresh_token_life_cycle_enabled": "true"},
		})}
	}
	fields := oauthclient.NewFieldSet(slices.DeleteFunc(slices.Clone(sibling.Fields), func(f oauthclient.Field) bool {
		return f == oauthclient.ID || f == tokens
	})...)
	h.Minimal = func(unique string) oauthclient.Client { return oauthclient.Client{oam.DomainName: unique} }
	h.Samples = func(unique string) []oauthclient.Client {
		return own(backendtest.Sample(unique, fields), unique, "1800", 7)
	}
	h.Variants = func(unique string) []oauthclient.Client {
		return own(backendtest.Variant(unique, fields), "variant "+unique, "900", 0)
	}
	h.Edit = func(_ context.Context, known, changes oauthclient.Client) error {
		d, err := only(sim.Domains(), func(d message.IdentityDomain) bool { return d.Name == known.Text(oauthclient.ID) })
		if err != nil {
			return err
		}
		for f, v := range changes {
			text, _ := v.(string)
			switch f.Name() {
			case "description":
				d.Description = &text
			case "identity_provider":
				d.IdentityProvider = textOr(text, "UserIdentityStore1")
			case "consent_page_url":
				d.ConsentPageURL = textOr(text, "/oam/pages/consent.jsp")
			case "error_page_url":
				d.ErrorPageURL = textOr(text, "/oam/pages/servererror.jsp")
			case "custom_attrs":
				d.CustomAttrs = &text
			case "old_secret_retention_time_in_days":
				days, _ := v.(int64)
				d.OldSecretRetentionTimeInDays = &days
			case "token_settings":
				d.TokenSettings = message.DefaultIdentityDomain().TokenSettings
				objects, _ := v.([]map[string]string)
				for _, object := range objects {
					for i, t := range d.TokenSettings {
						if t.TokenType == object["token_type"] {
							d.TokenSettings[i] = tokenSetting(object)
						}
					}
				}
			}
		}
		return sim.AddIdentityDomain(d)
	}
	h.Remove = func(_ context.Context, known oauthclient.Client) error {
		sim.DeleteIdentityDomain(known.Text(oauthclient.ID))
		return nil
	}
	h.Count = func(_ context.Context, unique string) (int, error) {
		return counted(sim.Domains(), func(d message.IdentityDomain) bool { return strings.Contains(d.Name, unique) }), nil
	}
	if !opts.JSON {
		h.Undisclosed = oauthclient.NewFieldSet(retention)
	}
	return h
}

func textOr(text, fallback string) *string {
	if text == "" {
		return &fallback
	}
	return &text
}

// tokenSetting is what the documented body has for an object.
func tokenSetting(object map[string]string) message.TokenSetting {
	number := func(name string, fallback int64) int64 {
		if n, err := strconv.ParseInt(object[name], 10, 64); err == nil {
			return n
		}
		return fallback
	}
	return message.TokenSetting{
		TokenType: object["token_type"], TokenExpiry: number("token_expiry", 0), LifeCycleEnabled: object["life_cycle_enabled"] == "true",
		RefreshTokenEnabled: object["refresh_token_enabled"] == "true", RefreshTokenExpiry: number("refresh_token_expiry", 86400),
		RefreshTokenLifeCycleEnabled: object["refresh_token_life_cycle_enabled"] == "true",
	}
}

func serverHarness(t *testing.T, opts oamsim.Options) backendtest.Harness {
	t.Helper()
	clock, sibling := newTestClock(), siblingNamed(t, serverSibling)
	sim := newSimulator(t, clock, opts)
	h := siblingHarness(t, sibling, clock, sim)
	field := func(path string) oauthclient.Field { return fieldNamed(t, serverSibling, path) }
	scopes, attributes := field("scopes"), field("token_attributes")
	fields := oauthclient.NewFieldSet(slices.DeleteFunc(slices.Clone(sibling.Fields), func(f oauthclient.Field) bool { return f == oauthclient.ID })...)
	h.Minimal = func(unique string) oauthclient.Client { return oauthclient.Client{oam.ServerName: unique} }
	h.Samples = func(unique string) []oauthclient.Client {
		return []oauthclient.Client{backendtest.Sample(unique, fields).With(oam.ServerName, "Server <&> 日本/"+unique).With(oam.ServerDomain, domains[1]).
			With(scopes, []map[string]string{{"name": "read", "description": `look, "description":"x"`}, {"name": "write"}}).
			With(attributes, []map[string]string{attr("a", "1", "static"), attr("cn", "$user.attr.cn", "DYNAMIC"), attr("empty", "", "STATIC")})}
	}
	h.Variants = func(unique string) []oauthclient.Client {
		return []oauthclient.Client{backendtest.Variant(unique, fields).With(oam.ServerName, "Variant "+unique).With(oam.ServerDomain, domains[2]).
			With(scopes, []map[string]string{{"name": "read", "description": "another"}}).
			With(attributes, []map[string]string{attr("a", "2", "STATIC")})}
	}
	find := func(known oauthclient.Client) (message.ResourceServer, error) {
		domain, name, _ := strings.Cut(known.Text(oauthclient.ID), "/")
		return only(sim.ResourceServers(domain), func(r message.ResourceServer) bool { return r.Name == name })
	}
	h.Edit = func(_ context.Context, known, changes oauthclient.Client) error {
		r, err := find(known)
		if err != nil {
			return err
		}
		for f, v := range changes {
			objects, _ := v.([]map[string]string)
			switch f.Name() {
			case "description":
				text, _ := v.(string)
				r.Description = &text
			case "scopes":
				r.Scopes = []message.Scope{}
				for _, object := range objects {
					r.Scopes = append(r.Scopes, message.Scope{ScopeName: object["name"], Description: object["description"]})
				}
			case "token_attributes":
				r.TokenAttributes = []message.Attribute{}
				for _, object := range objects {
					r.TokenAttributes = append(r.TokenAttributes, message.Attribute{AttrName: object["name"], AttrValue: object["value"], AttrType: object["type"]})
				}
			case "audience_subjects":
				subjects, _ := v.([]string)
				r.AudienceClaim = &message.AudienceClaim{Subjects: append([]string{}, subjects...)}
			}
		}
		return sim.AddResourceServer(r)
	}
	h.Remove = func(_ context.Context, known oauthclient.Client) error {
		domain, name, _ := strings.Cut(known.Text(oauthclient.ID), "/")
		sim.DeleteResourceServer(domain, name)
		return nil
	}
	h.Count = func(_ context.Context, unique string) (int, error) {
		n := 0
		for _, domain := range domains {
			n += counted(sim.ResourceServers(domain), func(r message.ResourceServer) bool { return strings.Contains(r.Name, unique) })
		}
		return n, nil
	}
	return h
}

func only[T any](all []T, wanted func(T) bool) (T, error) {
	i := slices.IndexFunc(all, wanted)
	if i < 0 {
		var none T
		return none, errors.New("there is none")
	}
	return all[i], nil
}

func counted[T any](all []T, wanted func(T) bool) int {
	return len(slices.DeleteFunc(all, func(one T) bool { return !wanted(one) }))
}
