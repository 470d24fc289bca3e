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
	rewriting := func(rewrite func(f field, v any) any) func(*wrapped, *backendtest.Harness) {
		return func(w *wrapped, _ *backendtest.Harness) {
			w.answers(func(_, answer client) client {
				for f, v := range answer {
					answer[f] = rewrite(f, v)
				}
				return answer
			})
		}
	}
	for _, tc := range []struct {
		name   string
		change func(w *wrapped, h *backendtest.Harness)
	}{
		{"lists in another order", rewriting(reversed)},
		{"lists with repetitions", rewriting(repeated)},
		{"JSON in another spelling", rewriting(indented)},
		{"durations in another spelling", rewriting(inNanoseconds)},
		{"empty values left out", func(w *wrapped, _ *backendtest.Harness) {
			w.answers(func(_, answer client) client { return withoutEmpty(answer, w.Memory.Fills()) })
		}},
		{"a client that is gone looks like a bad credential", func(w *wrapped, h *backendtest.Harness) {
			h.GoneIsDenied = true
			w.read = func(ctx context.Context, known client) (client, error) {
				read, err := w.Memory.Read(ctx, known)
				return read, replaced(err, oauthclient.ErrNotFound, oauthclient.ErrDenied)
			}
			w.update = func(ctx context.Context, known, desired client) (client, error) {
				updated, err := w.Memory.Update(ctx, known, desired)
				return updated, replaced(err, oauthclient.ErrNotFound, oauthclient.ErrDenied)
			}
			w.delete = func(ctx context.Context, known client) error {
				return replaced(w.strictDelete(ctx, known), oauthclient.ErrNotFound, oauthclient.ErrDenied)
			}
		}},
		{"a client whose creation was not answered cannot be found", func(w *wrapped, h *backendtest.Harness) {
			h.Unfindable = true
			w.create = w.CreateBlindly
		}},
		{"fields that this version drops", func(w *wrapped, h *backendtest.Harness) {
			w.sends(func(desired client) client { return desired.Without(oauthclient.ClientURI, oauthclient.Contacts) })
			h.Dropped = oauthclient.NewFieldSet(oauthclient.ClientURI, oauthclient.Contacts)
		}},
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
			w.fillsWith(oauthclient.TosURI, oauthclient.Fill{Default: "https://example.com/tos"})
		}},
		{"fields that need each other", func(w *wrapped, h *backendtest.Harness) {
			alg, enc := oauthclient.UserinfoEncryptedResponseAlg, oauthclient.UserinfoEncryptedResponseEnc
			h.Companions[alg], h.Companions[enc] = []field{enc}, []field{alg}
			w.validate = func(c client, unknown oauthclient.FieldSet) []*oauthclient.Error {
				if c.Has(alg) != c.Has(enc) && !unknown.Has(alg) && !unknown.Has(enc) {
					return []*oauthclient.Error{oauthclient.Invalid(alg, "One needs the other.")}
				}
				return nil
			}
		}},
		{"a harness with nothing optional", func(_ *wrapped, h *backendtest.Harness) {
			*h = backendtest.Harness{Backend: h.Backend, Samples: h.Samples, Variants: h.Variants, Companions: h.Companions}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			backendtest.Run(t, func(*testing.T) backendtest.Harness {
				w := &wrapped{Memory: backendtest.NewMemory()}
				h := w.Harness()
				h.Backend = w
				tc.change(w, &h)
				return h
			})
		})
	}
}

func reversed(_ field, v any) any {
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

func repeated(_ field, v any) any {
	if set, ok := v.([]string); ok {
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

func withoutEmpty(c client, filled fills) client {
	rest := client{}
	for f, v := range c {
		if !oauthclient.IsEmpty(f, v) || filled[f].KeepsFalse {
			rest[f] = v
		}
	}
	return rest
}
