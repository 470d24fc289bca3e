package backendtest_test

import (
	"context"
	"maps"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// keepingContacts is an update that leaves contacts alone when says reports it.
func keepingContacts(says func(c change) bool) plant {
	return func(w *wrapped, _ *backendtest.Harness) {
		w.updates(func(c change) change {
			if says(c) {
				c.Desired = c.Desired.With(oauthclient.Contacts, c.Known[oauthclient.Contacts])
			}
			return c
		})
	}
}

var fieldDefects = []defect{
	{"drops a field", "CreateFull", func(w *wrapped, _ *backendtest.Harness) {
		w.sends(func(desired client) client { return desired.Without(oauthclient.TosURI) })
	}},
	{"does not read a field", "CreateFull", func(w *wrapped, _ *backendtest.Harness) {
		w.answers(func(_, answer client) client { return answer.Without(oauthclient.RequireAuthTime) })
	}},
	{"reads values of another Go type", "CreateMinimal", func(w *wrapped, _ *backendtest.Harness) {
		w.answers(func(_, answer client) client { return answer.With(oauthclient.DefaultMaxAge, 300) })
	}},
	{"reads something else each time", "CreateMinimal", func(w *wrapped, _ *backendtest.Harness) {
		w.answers(func(_, answer client) client {
			return answer.With(oauthclient.Scopes, []string{time.Now().String()})
		})
	}},
	{"takes empty values for wishes", "CreateWithEmptyValues", func(w *wrapped, _ *backendtest.Harness) {
		w.sends(func(desired client) client {
			if explicit, ok := desired[oauthclient.RequireAuthTime]; ok && explicit == false {
				return desired.With(oauthclient.RequireAuthTime, true)
			}
			return desired
		})
	}},
	{"takes false for absent where it is not", "EmptyIsAStatement", func(w *wrapped, _ *backendtest.Harness) {
		w.saysOf(oauthclient.RequireAuthTime, func(p *property) { p.EmptyIsAStatement = true })
	}},
	{"takes an empty set for absent where it is not", "EmptyIsAStatement", func(w *wrapped, _ *backendtest.Harness) {
		w.saysOf(oauthclient.Contacts, func(p *property) { p.EmptyIsAStatement = true })
	}},
	{"forgets to change a field", "FieldChanged", keepingContacts(func(c change) bool {
		return c.Desired.Has(oauthclient.Contacts)
	})},
	{"forgets to remove a field", "FieldSetAndRemoved", keepingContacts(func(c change) bool {
		return !c.Desired.Has(oauthclient.Contacts) && c.Known.Has(oauthclient.Contacts)
	})},
	{"removes a field with a default by setting something else", "FieldSetAndRemoved", func(w *wrapped, _ *backendtest.Harness) {
		w.updates(func(c change) change {
			if !c.Desired.Has(oauthclient.Scopes) {
				c.Desired = c.Desired.With(oauthclient.Scopes, []string{"none"})
			}
			return c
		})
	}},
	{"repeats what is known instead of reading", "FieldChangedByOthers", func(w *wrapped, _ *backendtest.Harness) {
		w.answers(func(known, answer client) client {
			if known.Has(oauthclient.ClientURI) {
				answer[oauthclient.ClientURI] = known[oauthclient.ClientURI]
			}
			return answer
		})
	}},
	{"does not see that a list was emptied", "FieldChangedByOthers", func(w *wrapped, _ *backendtest.Harness) {
		// ory/terraform-provider-orynetwork reads lists like this.
		w.interpret = func(answer, known client) client {
			if !answer.Has(oauthclient.Contacts) && known.Has(oauthclient.Contacts) {
				answer[oauthclient.Contacts] = known[oauthclient.Contacts]
			}
			return answer
		}
	}},
	{"reads only what is known", "FieldAddedByOthers", func(w *wrapped, _ *backendtest.Harness) {
		w.answers(func(known, answer client) client {
			if known != nil && !known.Has(oauthclient.ClientURI) {
				delete(answer, oauthclient.ClientURI)
			}
			return answer
		})
	}},
	{"shows the usual default where somebody has set something else", "FieldAddedByOthers", func(w *wrapped, _ *backendtest.Harness) {
		w.interpret = func(answer, known client) client {
			if !known.Has(oauthclient.Scopes) {
				answer[oauthclient.Scopes] = []string{"openid"}
			}
			return answer
		}
	}},
	{"updates one field less when all change", "UpdateEverything", keepingContacts(func(c change) bool {
		return c.Desired.Has(oauthclient.JWKSet) && c.Desired.Has(oauthclient.Contacts)
	})},
	{"resets a field that is not changed", "UpdateKeepsOtherFields", func(w *wrapped, _ *backendtest.Harness) {
		w.updates(func(c change) change {
			if oauthclient.Equal(oauthclient.Contacts, c.Known[oauthclient.Contacts], c.Desired[oauthclient.Contacts]) {
				c.Desired, c.Removed = c.Desired.Without(oauthclient.Contacts), maps.Clone(c.Removed)
				c.Removed.Add(oauthclient.Contacts)
			}
			return c
		})
	}},
	{"sends a request for an update that changes nothing", "UpdateNothing", func(w *wrapped, h *backendtest.Harness) {
		// The Service does not even call a driver then, so the request is made up.
		h.Wire = &restlessWire{Memory: w.Memory}
	}},
	{"does not repeat an update", "UpdateTwice", func(w *wrapped, _ *backendtest.Harness) {
		judge := oauthclient.NewJudge(backendtest.MemoryProfile())
		w.update = func(ctx context.Context, c change) (result, error) {
			got, err := w.Memory.Fetch(ctx, c.Known)
			if current, _ := got.(client); err == nil && judge.Matches(c.Desired, current) {
				return result{}, oauthclient.Invalid(field{}, "nothing to change")
			}
			return w.Memory.Update(ctx, c)
		}
	}},
	{"resets what is left out", "LeftOutIsKept", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, c change) (result, error) { return w.Replace(ctx, c.Known, c.Desired) }
	}},
	{"resets a default when something else changes", "LeftOutIsKept", func(w *wrapped, _ *backendtest.Harness) {
		w.updates(func(c change) change {
			if !c.Desired.Has(oauthclient.Scopes) {
				c.Removed = maps.Clone(c.Removed)
				c.Removed.Add(oauthclient.Scopes)
			}
			return c
		})
	}},
	{"shows the setting where the client has its own", "Inherited", func(w *wrapped, _ *backendtest.Harness) {
		w.interpret = func(answer, known client) client {
			if f := backendtest.InheritedField; !known.Has(f) {
				answer[f] = "lenient"
			}
			return answer
		}
	}},
	{"hides what it could not remove", "Sticky", func(w *wrapped, h *backendtest.Harness) {
		merging(w, h)
		keeping := w.update
		w.update = func(ctx context.Context, c change) (result, error) {
			updated, err := keeping(ctx, c)
			updated.Client = updated.Client.Without(c.Removed.Sorted()...)
			return updated, err
		}
	}},
	{"removes what is said to stay", "Sticky", func(_ *wrapped, h *backendtest.Harness) {
		h.Sticky = oauthclient.NewFieldSet(oauthclient.ClientURI)
	}},
}

// merging makes the server keep some fields that an update takes out.
func merging(w *wrapped, h *backendtest.Harness) {
	h.Sticky = oauthclient.NewFieldSet(oauthclient.ClientURI, oauthclient.Contacts)
	w.updates(func(c change) change {
		c.Removed = maps.Clone(c.Removed)
		for f := range h.Sticky {
			delete(c.Removed, f)
		}
		return c
	})
}

// A restlessWire counts a request whenever it is asked.
type restlessWire struct {
	*backendtest.Memory
	asked int
}

func (w *restlessWire) Requests() int {
	w.asked++
	return w.asked
}
