package backendtest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// TestConformance_quirks runs the suite on servers that answer in unusual ways which mean no more than the usual ones.
func TestConformance_quirks(t *testing.T) {
	t.Parallel()
	rewriting := func(rewrite func(f field, v any) any) plant {
		return func(w *wrapped, _ *backendtest.Harness) {
			w.answers(func(_, answer client) client {
				for f, v := range answer {
					answer[f] = rewrite(f, v)
				}
				return answer
			})
		}
	}
	for _, tc := range backendtest.Some([]struct {
		name   string
		change plant
	}{
		{"lists in another order", rewriting(reversed)},
		{"lists with repetitions", rewriting(repeated)},
		{"JSON in another spelling", rewriting(indented)},
		{"durations in another spelling", rewriting(inNanoseconds)},
		{"empty values left out", func(w *wrapped, _ *backendtest.Harness) {
			w.answers(func(_, answer client) client { return withoutEmpty(answer) })
		}},
		{"a client that is gone looks like a bad credential", func(w *wrapped, h *backendtest.Harness) {
			h.GoneIsDenied = true
			w.fetch = func(ctx context.Context, known client) (fetched, error) {
				got, err := w.Memory.Fetch(ctx, known)
				return got, replaced(err, oauthclient.ErrNotFound, oauthclient.ErrDenied)
			}
			w.update = func(ctx context.Context, c change) (result, error) {
				updated, err := w.Memory.Update(ctx, c)
				return updated, replaced(err, oauthclient.ErrNotFound, oauthclient.ErrDenied)
			}
			w.delete = func(ctx context.Context, known client) error {
				return replaced(w.Memory.Delete(ctx, known), oauthclient.ErrNotFound, oauthclient.ErrDenied)
			}
		}},
		{"a client whose creation was not answered cannot be found", func(w *wrapped, _ *backendtest.Harness) {
			w.says(func(p *profile) { p.Can.Find = false })
		}},
		{"clients can be found by their name only", func(w *wrapped, _ *backendtest.Harness) {
			w.says(func(p *profile) { p.NewClientID, p.IDOf = nil, nil })
		}},
		{"the server makes the secrets", func(w *wrapped, h *backendtest.Harness) {
			w.saysOf(oauthclient.ClientSecret, func(p *property) { p.Behaviour = oauthclient.Issued })
			h.Samples, h.Variants = without(h.Samples, oauthclient.ClientSecret), without(h.Variants, oauthclient.ClientSecret)
		}},
		{"the server adjusts what it is asked for", func(w *wrapped, h *backendtest.Harness) {
			w.says(func(p *profile) { p.Adjusts = true })
			w.sends(func(desired client) client {
				if desired.Has(oauthclient.TosURI) {
					desired = desired.With(oauthclient.TosURI, "https://adjusted.example.com/")
				}
				return desired.Without(oauthclient.ClientURI)
			})
			h.Dropped = oauthclient.NewFieldSet(oauthclient.ClientURI)
			h.CannotSet = map[field]string{oauthclient.TosURI: "the server has its own"}
		}},
		{"fields that this version drops", func(w *wrapped, h *backendtest.Harness) {
			w.sends(func(desired client) client { return desired.Without(oauthclient.ClientURI, oauthclient.Contacts) })
			h.Dropped = oauthclient.NewFieldSet(oauthclient.ClientURI, oauthclient.Contacts)
		}},
		{"fields that the server keeps when they are taken out", merging},
		{"a version of the server that can do less", func(w *wrapped, h *backendtest.Harness) {
			h.CannotList = true
			w.list = func(context.Context, func(oauthclient.Listed) bool) error {
				return &oauthclient.Error{Kind: oauthclient.ErrUnsupported}
			}
			w.rotate = func(context.Context, client) (result, error) {
				return result{}, &oauthclient.Error{Kind: oauthclient.ErrUnsupported}
			}
		}},
		{"a new secret ends the old one", func(w *wrapped, _ *backendtest.Harness) {
			w.says(func(p *profile) { p.Can.OverlapSecrets = false })
			w.rotate = func(ctx context.Context, known client) (result, error) {
				secret := oauthclient.NewSecret()
				rotated, err := w.Memory.Update(ctx, change{Known: known, Desired: client{oauthclient.ClientSecret: secret}})
				rotated.Client = rotated.Client.With(oauthclient.ClientSecret, secret)
				return rotated, err
			}
		}},
		{"a list that says less of a client", func(w *wrapped, h *backendtest.Harness) {
			h.Unlisted = oauthclient.NewFieldSet(oauthclient.ClientIDIssuedAt)
			w.list = func(ctx context.Context, yield func(oauthclient.Listed) bool) error {
				return w.Memory.List(ctx, oauthclient.Filter{}, func(l oauthclient.Listed) bool {
					whole, _ := l.Fetched.(client)
					l.Fetched = whole.Without(oauthclient.ClientIDIssuedAt)
					return yield(l)
				})
			}
		}},
		{"the server shows the secrets", func(w *wrapped, _ *backendtest.Harness) { w.Discloses = true }},
		{"fields that cannot be set here", func(w *wrapped, h *backendtest.Harness) {
			w.sends(func(desired client) client { return desired.Without(oauthclient.SubjectType) })
			h.CannotSet = map[field]string{oauthclient.SubjectType: "the server would refuse it"}
		}},
		{"fields that the answers have no place for", func(w *wrapped, h *backendtest.Harness) {
			h.Undisclosed = oauthclient.NewFieldSet(oauthclient.ClientURI)
			w.answers(func(known, answer client) client {
				delete(answer, oauthclient.ClientURI)
				maps.Copy(answer, known.Only(h.Undisclosed))
				return answer
			})
		}},
		{"a default that the server does not show", func(w *wrapped, h *backendtest.Harness) {
			h.Unfilled = oauthclient.NewFieldSet(oauthclient.TosURI)
			w.saysOf(oauthclient.TosURI, func(p *property) {
				p.Behaviour, p.Default = oauthclient.Fixed, "https://example.com/tos"
			})
		}},
		{"fields that need each other", func(w *wrapped, h *backendtest.Harness) {
			alg, enc := oauthclient.UserinfoEncryptedResponseAlg, oauthclient.UserinfoEncryptedResponseEnc
			h.Companions[alg], h.Companions[enc] = []field{enc}, []field{alg}
			w.says(func(p *profile) {
				p.Check = func(c client, unknown oauthclient.FieldSet) []*oauthclient.Error {
					if c.Has(alg) != c.Has(enc) && !unknown.Has(alg) && !unknown.Has(enc) {
						return []*oauthclient.Error{oauthclient.Invalid(alg, "One needs the other.")}
					}
					return nil
				}
			})
		}},
		{"a harness with nothing optional", func(_ *wrapped, h *backendtest.Harness) {
			*h = backendtest.Harness{Driver: h.Driver, Samples: h.Samples, Variants: h.Variants, Companions: h.Companions}
		}},
	}) {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			backendtest.Run(t, func(*testing.T) backendtest.Harness { return newWrapped(tc.change) })
		})
	}
}

func reversed(f field, v any) any {
	if f.Kind() == oauthclient.List {
		return v // its order has a meaning
	}
	switch v := v.(type) {
	case []string:
		v = slices.Clone(v)
		slices.Reverse(v)
		return v
	case []map[string]string:
		v = slices.Clone(v)
		slices.Reverse(v)
		return v
	}
	return v
}

func repeated(f field, v any) any {
	if set, ok := v.([]string); ok && f.Kind() == oauthclient.Set {
		return slices.Concat(set, set)
	}
	return v
}

func indented(f field, v any) any {
	text, ok := v.(string)
	if !ok || f.Kind() != oauthclient.JSON && f.Kind() != oauthclient.JWKS {
		return v
	}
	var out bytes.Buffer
	if json.Indent(&out, []byte(text), "", "\t") != nil {
		return v
	}
	return out.String()
}

func inNanoseconds(f field, v any) any {
	text, ok := v.(string)
	if !ok || f.Kind() != oauthclient.Duration {
		return v
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return v
	}
	return strconv.FormatInt(d.Nanoseconds(), 10) + "ns"
}

// withoutEmpty keeps the values that say more than none.
func withoutEmpty(c client) client {
	judge, rest := oauthclient.NewJudge(backendtest.MemoryProfile()), client{}
	for f, v := range c {
		if p, _ := judge.Property(f); !oauthclient.IsEmpty(f, v) || p.EmptyIsAStatement {
			rest[f] = v
		}
	}
	return rest
}

// without returns clients that lack some fields.
func without(clients func(string) []client, fields ...field) func(string) []client {
	return func(unique string) []client {
		rest := clients(unique)
		for i := range rest {
			rest[i] = rest[i].Without(fields...)
		}
		return rest
	}
}
