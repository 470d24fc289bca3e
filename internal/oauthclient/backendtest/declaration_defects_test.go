package backendtest_test

import (
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

var (
	extraField   = oauthclient.NewField(oauthclient.Spec{Path: "memory.extra", Kind: oauthclient.String, Doc: "More."})
	silentField  = oauthclient.NewField(oauthclient.Spec{Path: "memory.silent", Kind: oauthclient.String})
	issuedField  = oauthclient.NewField(oauthclient.Spec{Path: "memory.issued", Kind: oauthclient.String, Doc: "Issued.", Issued: true})
	stampedField = oauthclient.TokenEndpointAuthMethod
)

// supporting declares one field more.
func supporting(f field) plant {
	return func(w *wrapped, _ *backendtest.Harness) { w.saysOf(f, func(*property) {}) }
}

// filling declares what the server does with a field that is left out.
func filling(f field, behaviour oauthclient.Behaviour, value any) plant {
	return func(w *wrapped, _ *backendtest.Harness) {
		w.saysOf(f, func(p *property) { p.Behaviour, p.Default = behaviour, value })
	}
}

var declarationDefects = []defect{
	{"supports a field that no sample has", "Samples", func(w *wrapped, h *backendtest.Harness) {
		supporting(extraField)(w, h)
		h.Samples, h.Variants = without(h.Samples, extraField), without(h.Variants, extraField)
	}},
	{"supports what it has never heard of", "Unsupported", func(w *wrapped, _ *backendtest.Harness) {
		w.says(func(p *profile) {
			p.Properties = append(p.Properties, property{Field: backendtest.UnknownField})
		})
	}},
	{"does not say that it supports a field", "Samples", func(w *wrapped, _ *backendtest.Harness) {
		w.says(func(p *profile) {
			p.Properties = slices.DeleteFunc(p.Properties, func(p property) bool { return p.Field == oauthclient.TosURI })
		})
	}},
	{"a sample that is a default", "Samples", func(_ *wrapped, h *backendtest.Harness) {
		samples := h.Samples
		h.Samples = func(unique string) []client {
			return []client{samples(unique)[0].With(oauthclient.ApplicationType, "web")}
		}
	}},
	{"a variant that is the sample", "Samples", func(_ *wrapped, h *backendtest.Harness) { h.Variants = h.Samples }},
	{"a sample that no specification allows", "Validate", func(_ *wrapped, h *backendtest.Harness) {
		samples := h.Samples
		h.Samples = func(unique string) []client {
			return []client{samples(unique)[0].With(oauthclient.RedirectURIs, []string{"/callback"})}
		}
	}},
	{"a name in capitals", "Declarations", func(w *wrapped, _ *backendtest.Harness) {
		w.says(func(p *profile) { p.Name = "Memory" })
	}},
	{"no name of the product", "Declarations", func(w *wrapped, _ *backendtest.Harness) {
		w.says(func(p *profile) { p.Title = "" })
	}},
	{"a server without a name", "Declarations", func(w *wrapped, _ *backendtest.Harness) {
		w.server = func() string { return "" }
	}},
	{"a field without a text", "Declarations", supporting(silentField)},
	{"configures what only servers set", "Declarations", supporting(issuedField)},
	{"declares a field twice", "Declarations", func(w *wrapped, _ *backendtest.Harness) {
		w.says(func(p *profile) { p.Properties = append(p.Properties, property{Field: oauthclient.TosURI}) })
	}},
	{"a default of another Go type", "Declarations", filling(oauthclient.DefaultMaxAge, oauthclient.Fixed, 300)},
	{"a fixed default that is none", "Declarations", filling(oauthclient.TosURI, oauthclient.Fixed, nil)},
	{"a default that is not filled in", "Declarations", filling(oauthclient.TosURI, oauthclient.Stored, "https://example.com/tos")},
	{"replaces what it does not issue", "Declarations", func(w *wrapped, _ *backendtest.Harness) {
		w.saysOf(oauthclient.TosURI, func(p *property) { p.Replaced = true })
	}},
	{"does not tell what it says an update replaces", "Replaced", func(w *wrapped, _ *backendtest.Harness) {
		w.saysOf(oauthclient.ClientSecret, func(p *property) { p.Behaviour, p.Replaced = oauthclient.Issued, true })
	}},
	{"doubts what its server takes", "Inspect", func(w *wrapped, _ *backendtest.Harness) {
		w.inspect = func(c client) []*oauthclient.Error {
			if c.Has(oauthclient.GrantTypes) {
				return []*oauthclient.Error{oauthclient.Invalid(oauthclient.GrantTypes, "not offered")}
			}
			return nil
		}
	}},
	{"guesses about unknown values", "Validate", func(w *wrapped, _ *backendtest.Harness) {
		w.says(func(p *profile) {
			p.Check = func(c client, _ oauthclient.FieldSet) []*oauthclient.Error {
				if c.Has(oauthclient.PostLogoutRedirectURIs) && !c.Has(oauthclient.RedirectURIs) {
					return []*oauthclient.Error{oauthclient.Invalid(oauthclient.PostLogoutRedirectURIs, "no redirect URI")}
				}
				return nil
			}
		})
	}},
	{"changes the value that it writes canonically", "Canonical", writing(func(_ field, v any) any {
		if set, ok := v.([]string); ok {
			slices.Sort(set)
		}
		return v
	})},
	{"a canonical form that is not canonical", "Canonical", writing(func(_ field, v any) any {
		if text, ok := v.(string); ok {
			return text + "/"
		}
		return v
	})},
	{"fills in what it does not declare", "Fills", filling(stampedField, oauthclient.Stored, nil)},
	{"fills in another default than it declares", "Fills", filling(stampedField, oauthclient.Fixed, "client_secret_jwt")},
	{"declares a default that it does not fill in", "Fills", filling(oauthclient.TosURI, oauthclient.Fixed, "https://example.com/tos")},
	{"declares that anything is filled in where nothing is", "Fills", filling(oauthclient.TosURI, oauthclient.Stamped, nil)},
	{"declares that anything is inherited where nothing is", "Fills", filling(oauthclient.TosURI, oauthclient.Inherited, nil)},
	{"keeps what is said to be dropped", "Dropped", func(_ *wrapped, h *backendtest.Harness) {
		h.Dropped = oauthclient.NewFieldSet(oauthclient.TosURI)
	}},
}

// writing replaces the server's own way of writing.
func writing(canonical func(f field, v any) any) plant {
	return func(w *wrapped, _ *backendtest.Harness) { w.says(func(p *profile) { p.Canonical = canonical }) }
}
