package oauthclient_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A book is a journal in memory.
type book struct {
	// left are the entries of processes that are no more, begun those of this one, and ended how many of these are forgotten.
	left, begun []oauthclient.Entry
	ended       int
}

func (b *book) Begin(entry oauthclient.Entry) func() {
	b.begun = append(b.begun, entry)
	return func() { b.ended++ }
}

func (b *book) Has(wanted func(oauthclient.Entry) bool) bool {
	return slices.ContainsFunc(b.left, wanted)
}

func (b *book) Claim(wanted func(oauthclient.Entry) bool) (oauthclient.Entry, bool) {
	i := slices.IndexFunc(b.left, wanted)
	if i < 0 {
		return oauthclient.Entry{}, false
	}
	entry := b.left[i]
	b.left = slices.Delete(b.left, i, i+1)
	return entry, true
}

const stubServer = "https://stub.example.com"

// What another process has made under a client_id of its own choice, and did not live to save, is removed before the first
// write: nothing else is.
func TestService_sweep(t *testing.T) {
	t.Parallel()
	leftover := oauthclient.Entry{Server: stubServer, Digest: "d", ClientID: "made-there", Place: map[string]string{"client_name": "name", "other": "x"}}
	justNow := leftover
	justNow.Sent = time.Now()
	there := func(id string) []oauthclient.Candidate { return found(nil, id) }
	for name, tc := range map[string]struct {
		entry      oauthclient.Entry
		candidates []oauthclient.Candidate
		err        error
		calls      []string
		// kept says that the process after this one is to try again, and left that the entry is none of this server's.
		kept, left bool
	}{
		"there":          {leftover, there("made-there"), nil, []string{"Find", "Delete"}, false, false},
		"not there":      {leftover, nil, nil, []string{"Find"}, false, false},
		"not there yet":  {justNow, nil, nil, []string{"Find"}, true, false},
		"somebody else":  {leftover, there("theirs"), nil, []string{"Find"}, false, false},
		"unreachable":    {leftover, nil, errDenied, []string{"Find"}, true, false},
		"another server": {oauthclient.Entry{Server: "https://other.example.com", ClientID: "made-there"}, nil, nil, nil, false, true},
		"a secret":       {oauthclient.Entry{Server: stubServer, ID: "made-there"}, nil, nil, nil, false, true},
		"not ours":       {oauthclient.Entry{Server: stubServer, Digest: "d"}, there(""), nil, nil, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			driver := &stub{candidates: tc.candidates, err: tc.err}
			service := newService(driver, choosing, func(p *oauthclient.Profile) { p.Filters = []oauthclient.Field{oauthclient.ClientName} })
			journal := &book{left: []oauthclient.Entry{tc.entry}}
			service.Keep(journal)
			const writes = 7
			var want []string
			for write := range writes { // the second finds nothing to do, unless the first could not do it
				_ = service.Delete(t.Context(), oauthclient.Client{oauthclient.ID: "another"})
				if write == 0 || tc.kept && write < 5 {
					want = append(want, tc.calls...)
				}
				want = append(want, "Delete")
			}
			if diff := cmp.Diff(want, driver.calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if len(tc.calls) > 0 {
				looked := oauthclient.Client{oauthclient.ClientID: "made-there", oauthclient.ClientName: "name"}
				if diff := cmp.Diff(looked, driver.desired, cmp.Comparer(func(a, b oauthclient.Field) bool { return a == b })); diff != "" {
					t.Errorf("looked for (-want +got):\n%s", diff)
				}
			}
			if kept := len(journal.begun) > journal.ended; kept != tc.kept {
				t.Errorf("the entry is kept: %t, want %t", kept, tc.kept)
			}
			if left := len(journal.left) == 1; left != tc.left {
				t.Errorf("the entry is left alone: %t, want %t", left, tc.left)
			}
		})
	}
}

// A findFails is a driver whose first searches fail.
type findFails struct {
	stub
	failures int
}

func (f *findFails) Find(ctx context.Context, wanted oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	if f.failures--; f.failures >= 0 {
		return nil, errDenied
	}
	return f.stub.Find(ctx, wanted)
}

// One client that cannot be looked for does not keep the others, and is looked for again; a server that answers nothing is not
// asked for each.
func TestService_sweep_failures(t *testing.T) {
	t.Parallel()
	for failures, want := range [][]int{{0, 0}, {1, 0}, {4, 0}, {4, 1}, {4, 4}} {
		driver := &findFails{failures: failures}
		service := newService(driver, choosing)
		journal := &book{}
		for _, id := range []string{"a", "b", "c", "d"} {
			journal.left = append(journal.left, oauthclient.Entry{Server: stubServer, ClientID: id})
		}
		service.Keep(journal)
		for write, want := range want {
			_ = service.Delete(t.Context(), oauthclient.Client{oauthclient.ID: "another"})
			if got := len(journal.begun) - journal.ended; got != want {
				t.Errorf("with %d failures %d of 4 entries are kept after write %d, want %d", failures, got, write, want)
			}
		}
	}
}

// A creation of which only the server knows the name is taken up by the one that asks for the same, with the secret that is
// wanted now.
func TestService_takeUp(t *testing.T) {
	t.Parallel()
	desired := oauthclient.Client{oauthclient.ClientName: "name"}
	// An earlier process began this, and was killed: its entry is as the first creation writes it.
	first := &book{}
	service := newService(&scripted{attempts: []attempt{{err: errLost}}})
	service.Keep(first)
	if _, err := service.Create(t.Context(), desired); !errors.Is(err, oauthclient.ErrOutcomeUnknown) {
		t.Fatal(err)
	}
	if len(first.begun) != 1 || first.ended != 0 {
		t.Fatalf("%d creations are remembered and %d forgotten, want the one that is in doubt", len(first.begun), first.ended)
	}
	for name, tc := range map[string]struct {
		finds [][]oauthclient.Candidate
		sent  int
		want  string
	}{
		"there":              {[][]oauthclient.Candidate{found(isNew, "a")}, 0, "a"},
		"not there":          {nil, 1, "new"},
		"was there before":   {[][]oauthclient.Candidate{found(isOld, "a")}, 1, "new"},
		"other than desired": {[][]oauthclient.Candidate{other("a")}, 1, "new"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			driver := &scripted{attempts: []attempt{{client: desired.With(oauthclient.ID, "new").With(oauthclient.ClientID, "new")}}, finds: tc.finds}
			driver.server = desired.With(oauthclient.ID, "a").With(oauthclient.ClientID, "a")
			journal := &book{left: slices.Clone(first.begun)}
			service := newService(driver)
			service.Keep(journal)
			created, err := service.Create(t.Context(), desired)
			if err != nil {
				t.Fatal(err)
			}
			if got := created.Client.Text(oauthclient.ID); got != tc.want || len(driver.sent) != tc.sent {
				t.Errorf("the client is %q after %d creations, want %q after %d", got, len(driver.sent), tc.want, tc.sent)
			}
			if tc.sent == 0 && created.Client.Text(oauthclient.ClientSecret) != driver.desired.Text(oauthclient.ClientSecret) {
				t.Error("the secret is not the one that was set")
			}
			if len(journal.left) != 0 || len(journal.begun) != journal.ended {
				t.Errorf("%d entries are left, %d begun, %d ended", len(journal.left), len(journal.begun), journal.ended)
			}
		})
	}
}

// A creation is remembered until its outcome is known. One whose client the state will have is not for the next process.
func TestService_remember(t *testing.T) {
	t.Parallel()
	desired := oauthclient.Client{oauthclient.ClientName: "name", oauthclient.ClientSecret: "a secret"}
	for name, tc := range map[string]struct {
		attempt   attempt
		findErr   error
		profile   []func(*oauthclient.Profile)
		made      string
		forgotten bool
	}{
		"answered":                  {attempt{client: desired.With(oauthclient.ID, "a")}, nil, nil, "", true},
		"denied":                    {attempt{err: errDenied}, nil, nil, "", true},
		"lost":                      {attempt{err: errLost}, nil, nil, "", false},
		"lost, and chosen here":     {attempt{err: errLost}, errDenied, []func(*oauthclient.Profile){choosing, nameless}, "made-here", false},
		"lost, and in the state":    {attempt{err: errLost}, errDenied, []func(*oauthclient.Profile){choosing}, "made-here", true},
		"answered, and chosen here": {attempt{client: desired.With(oauthclient.ID, "made-here")}, nil, []func(*oauthclient.Profile){choosing}, "made-here", true},
		"refused by somebody else, and looking fails": {attempt{err: errPage}, errDenied, []func(*oauthclient.Profile){choosing}, "made-here", false},
		"refused by somebody else, and not there":     {attempt{err: errPage}, nil, []func(*oauthclient.Profile){choosing}, "made-here", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			journal := &book{}
			service := newService(&scripted{attempts: []attempt{tc.attempt}, findErr: tc.findErr}, tc.profile...)
			service.Keep(journal)
			_, _ = service.Create(t.Context(), desired)
			if len(journal.begun) != 1 {
				t.Fatalf("%d entries", len(journal.begun))
			}
			entry := journal.begun[0]
			if entry.Server != stubServer || entry.ClientID != tc.made || entry.Digest == "" || time.Since(entry.Sent) > time.Minute {
				t.Errorf("remembered is %+v", entry)
			}
			if got := journal.ended == 1; got != tc.forgotten {
				t.Errorf("forgotten: %t, want %t", got, tc.forgotten)
			}
		})
	}
	journal := &book{}
	service := newService(&scripted{attempts: []attempt{{err: errLost}}}, blind)
	service.Keep(journal)
	_, _ = service.Create(t.Context(), desired)
	if len(journal.begun) != 0 {
		t.Error("a creation is remembered that nobody can take up")
	}
}

// nameless has no ID before the server says one.
func nameless(p *oauthclient.Profile) { p.IDOf = nil }

// A change of a secret is remembered while it is under way, and what an earlier process has left of one is told until a
// secret was set.
func TestService_Interrupted(t *testing.T) {
	t.Parallel()
	known := oauthclient.Client{oauthclient.ID: "a", oauthclient.ClientID: "a", oauthclient.ClientName: "name"}
	entry := oauthclient.Entry{Server: stubServer, ID: "a"}
	for name, tc := range map[string]struct {
		entry   oauthclient.Entry
		desired oauthclient.Client
		err     error
		// before and after the update.
		before, after bool
	}{
		"set again":           {entry, known.With(oauthclient.ClientSecret, "new secret"), nil, true, false},
		"failed":              {entry, known.With(oauthclient.ClientSecret, "new secret"), errDenied, true, true},
		"another field":       {entry, known.With(oauthclient.ClientName, "new"), nil, true, true},
		"of another client":   {oauthclient.Entry{Server: stubServer, ID: "b"}, known.With(oauthclient.ClientSecret, "new secret"), nil, false, false},
		"on another server":   {oauthclient.Entry{Server: "https://other.example.com", ID: "a"}, known.With(oauthclient.ClientSecret, "new secret"), nil, false, false},
		"a creation that was": {oauthclient.Entry{Server: stubServer, Digest: "d"}, known.With(oauthclient.ClientSecret, "new secret"), nil, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			journal := &book{left: []oauthclient.Entry{tc.entry}}
			service := newService(&stub{server: tc.desired, err: tc.err})
			service.Keep(journal)
			if got := service.Interrupted("a"); got != tc.before {
				t.Errorf("Interrupted before: %t, want %t", got, tc.before)
			}
			_, err := service.Update(t.Context(), known, tc.desired.Without(oauthclient.ID))
			if !errors.Is(err, tc.err) {
				t.Fatal(err)
			}
			if got := service.Interrupted("a"); got != tc.after {
				t.Errorf("Interrupted after: %t, want %t", got, tc.after)
			}
			if len(journal.begun) != journal.ended {
				t.Errorf("%d entries begun, %d ended", len(journal.begun), journal.ended)
			}
		})
	}
}

// denying answers for a client that is gone as for wrong credentials.
func denying(p *oauthclient.Profile) { p.DeniesGone = true }

// On a server that denies access to what is gone, an update or a deletion that was cut off is remembered until the client was
// read, changed or deleted.
func TestService_LeftOpen(t *testing.T) {
	t.Parallel()
	known := oauthclient.Client{oauthclient.ID: "a", oauthclient.ClientID: "a", oauthclient.ClientName: "name"}
	entry := oauthclient.Entry{Server: stubServer, ID: "a", Open: oauthclient.OpenDeletion}
	read := func(s *oauthclient.Service) error { _, err := s.Read(t.Context(), known); return err }
	remove := func(s *oauthclient.Service) error { return s.Delete(t.Context(), known) }
	for name, tc := range map[string]struct {
		entry         oauthclient.Entry
		profile       func(*oauthclient.Profile)
		err           error
		do            func(s *oauthclient.Service) error
		before, after bool
		// begun is how many writes are remembered meanwhile.
		begun int
	}{
		"read":              {entry, denying, nil, read, true, false, 0},
		"not read":          {entry, denying, errDenied, read, true, true, 0},
		"deleted":           {entry, denying, nil, remove, true, false, 1},
		"not deleted":       {entry, denying, errDenied, remove, true, true, 1},
		"an update":         {oauthclient.Entry{Server: stubServer, ID: "a", Open: oauthclient.OpenUpdate}, denying, nil, read, false, false, 0},
		"another client's":  {oauthclient.Entry{Server: stubServer, ID: "b", Open: oauthclient.OpenDeletion}, denying, nil, read, false, false, 0},
		"of another server": {oauthclient.Entry{Server: "https://other.example.com", ID: "a", Open: oauthclient.OpenDeletion}, denying, nil, read, false, false, 0},
		"another profile":   {oauthclient.Entry{}, func(*oauthclient.Profile) {}, nil, remove, false, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			journal := &book{left: []oauthclient.Entry{tc.entry}}
			service := newService(&stub{server: known, err: tc.err}, tc.profile)
			service.Keep(journal)
			if got := service.LeftOpen("a", oauthclient.OpenDeletion); got != tc.before {
				t.Errorf("LeftOpen before: %t, want %t", got, tc.before)
			}
			if err := tc.do(service); !errors.Is(err, tc.err) {
				t.Fatal(err)
			}
			if got := service.LeftOpen("a", oauthclient.OpenDeletion); got != tc.after {
				t.Errorf("LeftOpen after: %t, want %t", got, tc.after)
			}
			if service.Interrupted("a") {
				t.Error("it passes for a change of the secret")
			}
			if len(journal.begun) != tc.begun || journal.ended != tc.begun {
				t.Errorf("%d writes were remembered and %d forgotten, want %d", len(journal.begun), journal.ended, tc.begun)
			}
		})
	}
}
