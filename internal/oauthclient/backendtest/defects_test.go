package backendtest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// defectVariable names the defect that a process of this test is to show.
const defectVariable = "BACKENDTEST_DEFECT"

// TestSuiteCatchesDefects proves that each test of the suite fails where it should. A failure inside of t fails t, and
// the suite takes a *testing.T so that it looks like any other test; therefore each defective backend is tested in a
// process of its own, which runs this very test binary and has to fail.
func TestSuiteCatchesDefects(t *testing.T) {
	t.Parallel()
	if os.Getenv(defectVariable) != "" {
		t.Skip("this process shows a defect")
	}
	for _, d := range defects {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run=^TestDefective$/^"+d.caughtBy+"$")
			cmd.Env = append(os.Environ(), defectVariable+"="+d.name)
			output, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(string(output), "--- FAIL: TestDefective/"+d.caughtBy) {
				t.Errorf("the suite does not catch it (%v):\n%s", err, output)
			}
		})
	}
}

// TestSuiteIsNeeded finds tests of the suite that catch nothing.
func TestSuiteIsNeeded(t *testing.T) {
	t.Parallel()
	for _, name := range backendtest.CaseNames() {
		if !slices.ContainsFunc(defects, func(d defect) bool { return d.caughtBy == name }) {
			t.Errorf("no defect is caught by %s", name)
		}
	}
}

// TestDefective runs the suite on a defective backend, for TestSuiteCatchesDefects.
func TestDefective(t *testing.T) {
	t.Parallel()
	name := os.Getenv(defectVariable)
	i := slices.IndexFunc(defects, func(d defect) bool { return d.name == name })
	if i < 0 {
		t.Skip("TestSuiteCatchesDefects runs this")
	}
	backendtest.Run(t, func(*testing.T) backendtest.Harness {
		w := &wrapped{Memory: backendtest.NewMemory()}
		h := w.Harness()
		h.Backend = w
		defects[i].plant(w, &h)
		return h
	})
}

// A defect is a way in which a backend, or a harness, can be wrong.
type defect struct {
	name string
	// caughtBy is the test of the suite that must fail.
	caughtBy string
	plant    func(w *wrapped, h *backendtest.Harness)
}

var defects = slices.Concat(declarationDefects, fieldDefects, secretDefects, lifecycleDefects, failureDefects)

var declarationDefects = []defect{
	{"supports a field that no sample has", "Samples", func(w *wrapped, _ *backendtest.Harness) {
		w.supports = func() oauthclient.FieldSet {
			fields := w.Memory.Supports()
			fields.Add(oauthclient.NewField("memory.extra", oauthclient.String))
			return fields
		}
	}},
	{"supports what it has never heard of", "Unsupported", func(w *wrapped, _ *backendtest.Harness) {
		w.supports = func() oauthclient.FieldSet {
			fields := w.Memory.Supports()
			fields.Add(oauthclient.NewField("nowhere.unknown", oauthclient.String))
			return fields
		}
	}},
	{"does not say that it supports a field", "Samples", func(w *wrapped, _ *backendtest.Harness) {
		w.supports = func() oauthclient.FieldSet {
			fields := w.Memory.Supports()
			delete(fields, oauthclient.TosURI)
			return fields
		}
	}},
	{"a sample that is a default", "Samples", func(_ *wrapped, h *backendtest.Harness) {
		h.Samples = func(unique string) []client {
			return []client{backendtest.Sample(unique).With(oauthclient.ApplicationType, "web")}
		}
	}},
	{"a variant that is the sample", "Samples", func(_ *wrapped, h *backendtest.Harness) { h.Variants = h.Samples }},
	{"a name in capitals", "Declarations", func(w *wrapped, _ *backendtest.Harness) {
		w.name = func() string { return "Memory" }
	}},
	{"a default of another Go type", "Declarations", func(w *wrapped, _ *backendtest.Harness) {
		w.fillsWith(oauthclient.DefaultMaxAge, oauthclient.Fill{Default: 300})
	}},
	{"reissues what it does not issue", "Declarations", func(w *wrapped, _ *backendtest.Harness) {
		w.reissues = func() map[field]oauthclient.Reissue {
			return map[field]oauthclient.Reissue{oauthclient.RegistrationAccessToken: oauthclient.Revoked}
		}
	}},
	{"keeps what it says an update revokes", "Reissues", func(w *wrapped, _ *backendtest.Harness) {
		w.reissues = func() map[field]oauthclient.Reissue {
			return map[field]oauthclient.Reissue{oauthclient.ClientIDIssuedAt: oauthclient.Revoked}
		}
	}},
	{"does not tell what it says an update replaces", "Reissues", func(w *wrapped, _ *backendtest.Harness) {
		w.reissues = func() map[field]oauthclient.Reissue {
			return map[field]oauthclient.Reissue{oauthclient.ClientSecret: oauthclient.Replaced}
		}
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
		w.validate = func(c client, _ oauthclient.FieldSet) []*oauthclient.Error {
			if c.Has(oauthclient.PostLogoutRedirectURIs) && !c.Has(oauthclient.RedirectURIs) {
				return []*oauthclient.Error{oauthclient.Invalid(oauthclient.PostLogoutRedirectURIs, "no redirect URI")}
			}
			return nil
		}
	}},
	{"changes the value that it writes canonically", "Canonical", func(w *wrapped, _ *backendtest.Harness) {
		w.canonical = func(_ field, v any) any {
			if set, ok := v.([]string); ok {
				slices.Sort(set)
			}
			return v
		}
	}},
	{"a canonical form that is not canonical", "Canonical", func(w *wrapped, _ *backendtest.Harness) {
		w.canonical = func(_ field, v any) any {
			if text, ok := v.(string); ok {
				return text + "/"
			}
			return v
		}
	}},
	{"fills in what it does not declare", "Fills", func(w *wrapped, _ *backendtest.Harness) {
		w.fills = func() fills {
			declared := w.Memory.Fills()
			delete(declared, oauthclient.TokenEndpointAuthMethod)
			return declared
		}
	}},
	{"fills in another default than it declares", "Fills", func(w *wrapped, _ *backendtest.Harness) {
		w.fillsWith(oauthclient.TokenEndpointAuthMethod, oauthclient.Fill{Default: "client_secret_jwt"})
	}},
	{"declares a default that it does not fill in", "Fills", func(w *wrapped, _ *backendtest.Harness) {
		w.fillsWith(oauthclient.TosURI, oauthclient.Fill{Default: "https://example.com/tos"})
	}},
	{"declares that anything is filled in where nothing is", "Fills", func(w *wrapped, _ *backendtest.Harness) {
		w.fillsWith(oauthclient.TosURI, oauthclient.Fill{})
	}},
	{"keeps what is said to be dropped", "Dropped", func(_ *wrapped, h *backendtest.Harness) {
		h.Dropped = oauthclient.NewFieldSet(oauthclient.TosURI)
	}},
}

func (w *wrapped) fillsWith(f field, fill oauthclient.Fill) {
	w.fills = func() fills {
		declared := w.Memory.Fills()
		declared[f] = fill
		return declared
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
	{"takes false for absent where it is not", "False", func(w *wrapped, _ *backendtest.Harness) {
		w.fillsWith(oauthclient.RequireAuthTime, oauthclient.Fill{KeepsFalse: true})
	}},
	{"forgets to change a field", "FieldChanged", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, known, desired client) (client, error) {
			if desired.Has(oauthclient.Contacts) {
				desired = desired.With(oauthclient.Contacts, known[oauthclient.Contacts])
			}
			return w.Memory.Update(ctx, known, desired)
		}
	}},
	{"forgets to remove a field", "FieldSetAndRemoved", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, known, desired client) (client, error) {
			if !desired.Has(oauthclient.Contacts) && known.Has(oauthclient.Contacts) {
				desired = desired.With(oauthclient.Contacts, known[oauthclient.Contacts])
			}
			return w.Memory.Update(ctx, known, desired)
		}
	}},
	{"removes a field with a default by setting something else", "FieldSetAndRemoved", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, known, desired client) (client, error) {
			if !desired.Has(oauthclient.Scopes) {
				desired = desired.With(oauthclient.Scopes, []string{"none"})
			}
			return w.Memory.Update(ctx, known, desired)
		}
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
		w.read = func(ctx context.Context, known client) (client, error) {
			read, err := w.Memory.Read(ctx, known)
			if err == nil && !read.Has(oauthclient.Contacts) && known.Has(oauthclient.Contacts) {
				read = read.With(oauthclient.Contacts, known[oauthclient.Contacts])
			}
			return read, err
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
	{"updates one field less when all change", "UpdateEverything", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, known, desired client) (client, error) {
			if desired.Has(oauthclient.JWKSet) && desired.Has(oauthclient.Contacts) {
				desired = desired.With(oauthclient.Contacts, known[oauthclient.Contacts])
			}
			return w.Memory.Update(ctx, known, desired)
		}
	}},
	{"resets a field that is not changed", "UpdateKeepsOtherFields", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, known, desired client) (client, error) {
			if oauthclient.Equal(oauthclient.Contacts, known[oauthclient.Contacts], desired[oauthclient.Contacts]) {
				desired = desired.Without(oauthclient.Contacts)
			}
			return w.Memory.Update(ctx, known, desired)
		}
	}},
	{"sends a request for an update that changes nothing", "UpdateNothing", func(w *wrapped, h *backendtest.Harness) {
		// The Service does not even call a driver then, so the request is made up.
		h.Wire = &restlessWire{Memory: w.Memory}
	}},
	{"does not repeat an update", "UpdateTwice", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, known, desired client) (client, error) {
			read, err := w.Memory.Read(ctx, known)
			if err == nil && oauthclient.NewService(w).Matches(desired, read) {
				return nil, oauthclient.Invalid(field{}, "nothing to change")
			}
			return w.Memory.Update(ctx, known, desired)
		}
	}},
}

var secretDefects = []defect{
	{"ignores the secret it is given", "SecretGiven", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (client, error) {
			return w.Memory.Create(ctx, desired.Without(oauthclient.ClientSecret))
		}
	}},
	{"loses the secret that the server made", "SecretGenerated", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (client, error) {
			created, err := w.Memory.Create(ctx, desired)
			return created.Without(oauthclient.ClientSecret), err
		}
	}},
	{"makes a new secret with every update", "SecretGenerated", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, known, desired client) (client, error) {
			return w.Memory.Update(ctx, known, desired.With(oauthclient.ClientSecret, oauthclient.NewSecret()))
		}
	}},
	{"reads a mask for the secret", "SecretGenerated", func(w *wrapped, _ *backendtest.Harness) {
		w.read = func(ctx context.Context, known client) (client, error) {
			read, err := w.Memory.Read(ctx, known)
			return read.With(oauthclient.ClientSecret, "******"), err
		}
	}},
	{"does not change the secret", "SecretChanged", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, known, desired client) (client, error) {
			return w.Memory.Update(ctx, known, desired.Without(oauthclient.ClientSecret))
		}
	}},
	{"sends the known secret again", "SecretChangedByOthers", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, known, desired client) (client, error) {
			if known.Has(oauthclient.ClientSecret) && !desired.Has(oauthclient.ClientSecret) {
				desired = desired.With(oauthclient.ClientSecret, known[oauthclient.ClientSecret])
			}
			return w.Memory.Update(ctx, known, desired)
		}
	}},
	{"repeats the request of a creation in its error", "SecretInErrors", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (client, error) {
			created, err := w.Memory.Create(ctx, desired)
			if err != nil {
				err = fmt.Errorf("%w: %v", err, map[field]any(desired))
			}
			return created, err
		}
	}},
	{"repeats the known secret in the error of an update", "SecretInErrors", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, known, desired client) (client, error) {
			updated, err := w.Memory.Update(ctx, known, desired)
			if err != nil {
				err = fmt.Errorf("%w: %v", err, known.Text(oauthclient.ClientSecret))
			}
			return updated, err
		}
	}},
}

var lifecycleDefects = []defect{
	{"creates without telling the ID", "CreateMinimal", func(w *wrapped, _ *backendtest.Harness) {
		w.answers(func(_, answer client) client { return answer.Without(oauthclient.ID) })
	}},
	{"takes over a client that exists", "CreateExisting", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (client, error) {
			created, err := w.Memory.Create(ctx, desired)
			if errors.Is(err, oauthclient.ErrAlreadyExists) {
				return w.Memory.Update(ctx, desired, desired)
			}
			return created, err
		}
	}},
	{"calls a client that exists invalid", "CreateExisting", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (client, error) {
			created, err := w.Memory.Create(ctx, desired)
			return created, replaced(err, oauthclient.ErrAlreadyExists, oauthclient.ErrInvalid)
		}
	}},
	{"reads with more than the ID", "Import", func(w *wrapped, _ *backendtest.Harness) {
		w.read = func(ctx context.Context, known client) (client, error) {
			if len(known) == 1 {
				known = known.Without(oauthclient.ID)
			}
			return w.Memory.Read(ctx, known)
		}
	}},
	{"imports nothing but the name", "Import", func(w *wrapped, _ *backendtest.Harness) {
		w.read = func(ctx context.Context, known client) (client, error) {
			read, err := w.Memory.Read(ctx, known)
			if len(known) == 1 && err == nil {
				read = read.Only(oauthclient.NewFieldSet(oauthclient.ID, oauthclient.ClientID, oauthclient.ClientName))
			}
			return read, err
		}
	}},
	{"does not read by client_id", "ReadByClientID", func(w *wrapped, _ *backendtest.Harness) {
		w.read = func(ctx context.Context, known client) (client, error) {
			return w.Memory.Read(ctx, known.Without(oauthclient.ClientID))
		}
	}},
	{"lists a client twice", "List", func(w *wrapped, _ *backendtest.Harness) {
		w.list = func(ctx context.Context, yield func(client) bool) error {
			return w.Memory.List(ctx, func(c client) bool {
				yield(c)
				return yield(c)
			})
		}
	}},
	{"lists on when told to stop", "List", func(w *wrapped, _ *backendtest.Harness) {
		w.list = func(ctx context.Context, yield func(client) bool) error {
			return w.Memory.List(ctx, func(c client) bool {
				yield(c)
				return true
			})
		}
	}},
	{"does not delete", "Delete", func(w *wrapped, _ *backendtest.Harness) {
		w.delete = func(context.Context, client) error { return nil }
	}},
	{"fails to delete what is gone", "Delete", func(w *wrapped, _ *backendtest.Harness) { w.delete = w.strictDelete }},
	{"fails to delete what somebody removed", "Missing", func(w *wrapped, _ *backendtest.Harness) { w.delete = w.strictDelete }},
	{"reads an empty client for one that is gone", "Missing", func(w *wrapped, _ *backendtest.Harness) {
		w.read = func(ctx context.Context, known client) (client, error) {
			read, err := w.Memory.Read(ctx, known)
			return read, replaced(err, oauthclient.ErrNotFound, nil)
		}
	}},
	{"updates a client that is gone by making it", "Missing", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, known, desired client) (client, error) {
			updated, err := w.Memory.Update(ctx, known, desired)
			if errors.Is(err, oauthclient.ErrNotFound) {
				return w.Memory.Create(ctx, desired)
			}
			return updated, err
		}
	}},
	{"confuses clients that are made at the same time", "Concurrent", func(w *wrapped, _ *backendtest.Harness) {
		var mu sync.Mutex
		var last client
		w.create = func(ctx context.Context, desired client) (client, error) {
			mu.Lock()
			last = desired
			mu.Unlock()
			time.Sleep(time.Millisecond)
			mu.Lock()
			defer mu.Unlock()
			return w.Memory.Create(ctx, last)
		}
	}},
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

// strictDelete is a Delete that does not take absence for success.
func (w *wrapped) strictDelete(ctx context.Context, known client) error {
	if _, err := w.Memory.Read(ctx, known); err != nil {
		return err
	}
	return w.Memory.Delete(ctx, known)
}

// replaced returns err, or an error of another kind when err is of that kind; a nil kind is no error.
func replaced(err, kind, by error) error {
	switch {
	case !errors.Is(err, kind):
		return err
	case by == nil:
		return nil
	}
	return &oauthclient.Error{Kind: by}
}
