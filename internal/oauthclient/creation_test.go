package oauthclient_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// An attempt is what comes of one request to make a client.
type attempt struct {
	client oauthclient.Client
	err    error
}

// A scripted is a driver whose creations and searches come out as a test says, the last one again and again.
type scripted struct {
	stub
	attempts []attempt
	// finds are what the searches find, and findErr what they fail with.
	finds   [][]oauthclient.Candidate
	findErr error
	// sent are the creations that were sent.
	sent []oauthclient.Client
}

func (s *scripted) Create(_ context.Context, desired oauthclient.Client) (oauthclient.Result, error) {
	s.sent = append(s.sent, desired)
	outcome := s.attempts[min(len(s.sent), len(s.attempts))-1]
	return oauthclient.Result{Client: outcome.client}, outcome.err
}

func (s *scripted) Find(context.Context, oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	if s.findErr != nil || len(s.finds) == 0 {
		return nil, s.findErr
	}
	found := s.finds[0]
	if len(s.finds) > 1 {
		s.finds = s.finds[1:]
	}
	return found, nil
}

var (
	errLost   = &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown, Message: "No answer came."}
	errExists = &oauthclient.Error{Kind: oauthclient.ErrAlreadyExists, Message: "It is there."}
	errDenied = &oauthclient.Error{Kind: oauthclient.ErrDenied, Message: "Go away."}
	errPage   = &oauthclient.Error{Kind: oauthclient.ErrDenied, Message: "A web page says no.", Foreign: true}

	isNew = func(context.Context, time.Time) bool { return true }
	isOld = func(context.Context, time.Time) bool { return false }
)

// choosing has the client_id made here, which names the client; unique has the server refuse a second client with a
// client_id or a name.
func choosing(p *oauthclient.Profile) {
	p.NewClientID = func() string { return "made-here" }
	p.IDOf = func(desired oauthclient.Client) string { return desired.Text(oauthclient.ClientID) }
}

func unique(p *oauthclient.Profile) {
	p.Unique = func(oauthclient.Client) bool { return true }
}

func blind(p *oauthclient.Profile) { p.Can.Find = false }

// found returns candidates with the IDs, each named as it was asked for.
func found(isNew func(context.Context, time.Time) bool, ids ...string) []oauthclient.Candidate {
	candidates := make([]oauthclient.Candidate, len(ids))
	for i, id := range ids {
		candidates[i] = oauthclient.Candidate{New: isNew, Client: oauthclient.Client{
			oauthclient.ID: id, oauthclient.ClientID: id, oauthclient.ClientName: "name", oauthclient.SubjectType: "public",
		}}
	}
	return candidates
}

// other returns a candidate that is not as it was asked for.
func other(id string) []oauthclient.Candidate {
	candidates := found(isNew, id)
	candidates[0].Client[oauthclient.DefaultMaxAge] = int64(5)
	return candidates
}

func TestServiceCreate(t *testing.T) {
	t.Parallel()
	named := oauthclient.Client{oauthclient.ClientName: "name"}
	withID := named.With(oauthclient.ClientID, "chosen")
	made := func(id string) oauthclient.Client {
		return named.With(oauthclient.ID, id).With(oauthclient.ClientID, id)
	}
	lost, refused := attempt{err: errLost}, attempt{err: errExists}
	for _, tc := range []struct {
		name     string
		desired  oauthclient.Client
		profile  []func(p *oauthclient.Profile)
		attempts []attempt
		finds    [][]oauthclient.Candidate
		findErr  error
		// want is the ID of the client that is returned, and kind the error.
		want string
		kind error
		// sent is how many creations are sent.
		sent int
		// words are in the error.
		words string
	}{
		{name: "answered", desired: named, attempts: []attempt{{client: made("a")}}, want: "a", sent: 1},
		{name: "denied", desired: named, attempts: []attempt{{err: errDenied}}, finds: [][]oauthclient.Candidate{found(isNew, "a")}, kind: oauthclient.ErrDenied, sent: 1},
		{name: "denied by somebody else, made", desired: named, attempts: []attempt{{err: errPage}}, finds: [][]oauthclient.Candidate{found(isNew, "a")}, want: "a", sent: 1},
		{name: "denied by somebody else, not made", desired: named, attempts: []attempt{{err: errPage}}, finds: [][]oauthclient.Candidate{found(isOld, "a")}, kind: oauthclient.ErrDenied, sent: 1},
		{name: "denied by somebody else, and nobody can look", desired: named, profile: []func(*oauthclient.Profile){choosing}, attempts: []attempt{{err: errPage}}, findErr: errDenied, kind: oauthclient.ErrDenied, sent: 1},
		{
			name: "answered with an error and a client", desired: named, attempts: []attempt{{client: made("a"), err: errLost}},
			finds: [][]oauthclient.Candidate{found(isNew, "b")}, want: "a", kind: oauthclient.ErrOutcomeUnknown, sent: 1,
		},

		{name: "lost, one is there", desired: named, attempts: []attempt{lost}, finds: [][]oauthclient.Candidate{found(isNew, "a")}, want: "a", sent: 1},
		{name: "lost, and nobody says whether it is new", desired: named, attempts: []attempt{lost}, finds: [][]oauthclient.Candidate{found(nil, "a")}, want: "a", sent: 1},
		{name: "lost, none is there", desired: named, attempts: []attempt{lost}, kind: oauthclient.ErrOutcomeUnknown, sent: 1},
		{name: "lost, an old one is there", desired: named, attempts: []attempt{lost}, finds: [][]oauthclient.Candidate{found(isOld, "a")}, kind: oauthclient.ErrOutcomeUnknown, sent: 1},
		{name: "lost, another one is there", desired: named, attempts: []attempt{lost}, finds: [][]oauthclient.Candidate{other("a")}, kind: oauthclient.ErrOutcomeUnknown, sent: 1},
		{
			name: "lost, two are there", desired: named, attempts: []attempt{lost}, finds: [][]oauthclient.Candidate{found(isNew, "a", "b")},
			kind: oauthclient.ErrOutcomeUnknown, sent: 1, words: `it may have made any of "a", "b"`,
		},
		{name: "lost, and nobody can look", desired: named, profile: []func(*oauthclient.Profile){blind}, attempts: []attempt{lost}, kind: oauthclient.ErrOutcomeUnknown, sent: 1},
		{
			name: "lost, and looking is denied", desired: named, attempts: []attempt{lost}, findErr: errDenied,
			kind: oauthclient.ErrOutcomeUnknown, sent: 1, words: "Go away.",
		},

		{
			name: "lost, none is there, and a second is refused", desired: named, profile: []func(*oauthclient.Profile){unique},
			attempts: []attempt{lost, {client: made("a")}}, want: "a", sent: 2,
		},
		{
			name: "lost again and again", desired: named, profile: []func(*oauthclient.Profile){unique}, attempts: []attempt{lost},
			kind: oauthclient.ErrOutcomeUnknown, sent: 3,
		},
		{
			name: "lost, repeated, and lost", desired: named, profile: []func(*oauthclient.Profile){unique}, attempts: []attempt{lost},
			finds: [][]oauthclient.Candidate{nil, found(isNew, "a")}, want: "a", sent: 2,
		},
		{
			name: "lost, not yet there, repeated, and refused", desired: named, profile: []func(*oauthclient.Profile){unique},
			attempts: []attempt{lost, refused}, finds: [][]oauthclient.Candidate{nil, found(isNew, "a")}, want: "a", sent: 2,
		},
		{name: "refused", desired: named, profile: []func(*oauthclient.Profile){unique}, attempts: []attempt{refused}, finds: [][]oauthclient.Candidate{found(isNew, "a")}, kind: oauthclient.ErrAlreadyExists, sent: 1},

		{name: "a given client_id, lost, there", desired: withID, attempts: []attempt{lost}, finds: [][]oauthclient.Candidate{found(isNew, "chosen")}, want: "chosen", sent: 1},
		{
			name: "a given client_id, lost, somebody else's", desired: withID, attempts: []attempt{lost}, finds: [][]oauthclient.Candidate{other("chosen")},
			kind: oauthclient.ErrAlreadyExists, sent: 1, words: `import it with the id "chosen"`,
		},
		{
			name: "a given client_id, lost, an old one's", desired: withID, attempts: []attempt{lost}, finds: [][]oauthclient.Candidate{found(isOld, "chosen")},
			kind: oauthclient.ErrAlreadyExists, sent: 1,
		},
		{name: "a given client_id, refused", desired: withID, attempts: []attempt{refused}, finds: [][]oauthclient.Candidate{found(isNew, "chosen")}, kind: oauthclient.ErrAlreadyExists, sent: 1},

		{name: "a client_id made here, answered", desired: named, profile: []func(*oauthclient.Profile){choosing}, attempts: []attempt{{client: made("made-here")}}, want: "made-here", sent: 1},
		{name: "a client_id made here, lost, there", desired: named, profile: []func(*oauthclient.Profile){choosing}, attempts: []attempt{lost}, finds: [][]oauthclient.Candidate{found(isOld, "made-here")}, want: "made-here", sent: 1},
		{name: "a client_id made here, refused, there", desired: named, profile: []func(*oauthclient.Profile){choosing}, attempts: []attempt{refused}, finds: [][]oauthclient.Candidate{found(isNew, "made-here")}, want: "made-here", sent: 1},
		{
			name: "a client_id made here, refused because of another one's name", desired: named, profile: []func(*oauthclient.Profile){choosing, unique},
			attempts: []attempt{refused}, finds: [][]oauthclient.Candidate{other("theirs")}, kind: oauthclient.ErrAlreadyExists, sent: 1, words: "It is there.",
		},
		{
			name: "a client_id made here, lost, none there, refused, there", desired: named, profile: []func(*oauthclient.Profile){choosing, unique},
			attempts: []attempt{lost, refused}, finds: [][]oauthclient.Candidate{nil, found(isNew, "made-here")}, want: "made-here", sent: 2,
		},
		{
			name: "a client_id made here, lost, and looking fails", desired: named, profile: []func(*oauthclient.Profile){choosing}, attempts: []attempt{lost},
			findErr: errDenied, want: "made-here", kind: oauthclient.ErrOutcomeUnknown, sent: 1,
		},
		{
			name: "a client_id made here, lost, and nobody can look", desired: named, profile: []func(*oauthclient.Profile){choosing, blind},
			attempts: []attempt{lost}, want: "made-here", kind: oauthclient.ErrOutcomeUnknown, sent: 1,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			driver := &scripted{attempts: tc.attempts, finds: tc.finds, findErr: tc.findErr}
			created, err := newService(driver, tc.profile...).Create(t.Context(), tc.desired)
			if !errors.Is(err, tc.kind) || tc.kind != nil && err.(*oauthclient.Error).Kind != tc.kind { //nolint:errorlint // the outermost kind counts
				t.Errorf("Create returned the error %v, not %v", err, tc.kind)
			}
			if err != nil && !strings.Contains(err.Error(), tc.words) {
				t.Errorf("the error does not say %q: %v", tc.words, err)
			}
			if id := created.Client.Text(oauthclient.ID); id != tc.want {
				t.Errorf("Create returned the client %q, not %q", id, tc.want)
			}
			if len(driver.sent) != tc.sent {
				t.Errorf("%d creations were sent, not %d", len(driver.sent), tc.sent)
			}
			for _, again := range driver.sent {
				if diff := cmp.Diff(driver.sent[0], again, byIdentity); diff != "" {
					t.Errorf("the creation was repeated as another one:\n%s", diff)
				}
			}
			if secret := driver.sent[0].Text(oauthclient.ClientSecret); created.Client != nil && created.Client.Text(oauthclient.ClientSecret) != secret {
				t.Error("the secret that was sent is lost")
			}
		})
	}
}

// TestServiceCreate_own never takes a client for the new one that this Service has made before, unless that is gone.
func TestServiceCreate_own(t *testing.T) {
	t.Parallel()
	desired := oauthclient.Client{oauthclient.ClientName: "name"}
	for name, gone := range map[string]bool{"while it is there": false, "after it was deleted": true} {
		driver := &scripted{attempts: []attempt{{err: errLost}}, finds: [][]oauthclient.Candidate{found(isNew, "a")}}
		service := newService(driver)
		first, err := service.Create(t.Context(), desired)
		if err != nil || first.Client.Text(oauthclient.ID) != "a" {
			t.Fatalf("Create returned %v and the error %v", first.Client, err)
		}
		if gone {
			if err := service.Delete(t.Context(), first.Client); err != nil {
				t.Fatal(err)
			}
		}
		second, err := service.Create(t.Context(), desired)
		if taken := err == nil && second.Client.Text(oauthclient.ID) == "a"; taken != gone {
			t.Errorf("%s the second Create returned %v and the error %v", name, second.Client, err)
		}
	}
}

// Two creations that are answered with the same client: two resources must not share it.
func TestServiceCreate_anotherAnswer(t *testing.T) {
	t.Parallel()
	made := oauthclient.Client{oauthclient.ID: "a", oauthclient.ClientID: "a", oauthclient.ClientName: "name"}
	driver := &scripted{attempts: []attempt{{client: made}}}
	service := newService(driver, blind)
	for _, want := range []error{nil, oauthclient.ErrOutcomeUnknown} {
		created, err := service.Create(t.Context(), oauthclient.Client{oauthclient.ClientName: "name"})
		if !errors.Is(err, want) || (created.Client == nil) != (want != nil) {
			t.Errorf("Create returned %v and the error %v, not %v", created.Client, err, want)
		}
	}
}

// A meeting is a driver whose creations wait for each other before they lose their answers.
type meeting struct {
	scripted
	all sync.WaitGroup
}

func (m *meeting) Create(context.Context, oauthclient.Client) (oauthclient.Result, error) {
	m.all.Done()
	m.all.Wait()
	return oauthclient.Result{}, errLost
}

// TestServiceCreate_twins makes two clients at once of which one is found: nobody can say whose it is.
func TestServiceCreate_twins(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name          string
		first, second string
		made          int
	}{
		{"that look the same", "name", "name", 0},
		{"of which one has another name", "name", "other name", 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			driver := &meeting{scripted: scripted{finds: [][]oauthclient.Candidate{found(isNew, "a")}}}
			driver.all.Add(2)
			service := newService(driver)
			var mu sync.Mutex
			var wg sync.WaitGroup
			made := 0
			for _, name := range []string{tc.first, tc.second} {
				wg.Go(func() {
					created, err := service.Create(t.Context(), oauthclient.Client{oauthclient.ClientName: name})
					if err == nil && created.Client.Text(oauthclient.ClientName) == name {
						mu.Lock()
						made++
						mu.Unlock()
					}
				})
			}
			wg.Wait()
			if made != tc.made {
				t.Errorf("%d creations took the client for theirs, not %d", made, tc.made)
			}
		})
	}
}

// A patient is a driver whose searches last as long as their context.
type patient struct {
	scripted
	searches int
}

func (p *patient) Find(ctx context.Context, _ oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	p.searches++
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestServiceCreate_canceled finds out what became of a creation for some time after it was canceled, and does not repeat
// it.
func TestServiceCreate_canceled(t *testing.T) {
	t.Parallel()
	for name, cancelAfter := range map[string]time.Duration{"before the search": 0, "during the search": time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				driver := &patient{scripted: scripted{attempts: []attempt{{err: errLost}}}}
				if cancelAfter == 0 {
					cancel()
				} else {
					time.AfterFunc(cancelAfter, cancel)
				}
				start := time.Now()
				_, err := newService(driver, unique).Create(ctx, oauthclient.Client{oauthclient.ClientName: "name"})
				if took := time.Since(start) - cancelAfter; took != 10*time.Second {
					t.Errorf("after its cancellation the search went on for %s", took)
				}
				if !errors.Is(err, oauthclient.ErrOutcomeUnknown) || driver.searches != 1 || len(driver.sent) != 1 {
					t.Errorf("%d creations and %d searches ended in the error %v", len(driver.sent), driver.searches, err)
				}
			})
		})
	}
	t.Run("with a client to find", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		driver := &scripted{attempts: []attempt{{err: errLost}}, finds: [][]oauthclient.Candidate{found(isNew, "a")}}
		created, err := newService(driver).Create(ctx, oauthclient.Client{oauthclient.ClientName: "name"})
		if err != nil || created.Client.Text(oauthclient.ID) != "a" {
			t.Errorf("Create returned %v and the error %v", created.Client, err)
		}
	})
}

// A showing is a driver whose answer to a creation is lost, and that finds old clients and the one with the secret that was
// sent.
type showing struct{ stub }

func (*showing) Create(context.Context, oauthclient.Client) (oauthclient.Result, error) {
	return oauthclient.Result{}, errLost
}

func (*showing) Find(_ context.Context, wanted oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	candidates := found(isOld, "a", "b", "c")
	candidates[0].Client[oauthclient.ClientSecret] = "another secret"
	candidates[1].Client[oauthclient.ClientSecret] = wanted.Desired[oauthclient.ClientSecret]
	return candidates, nil
}

// A client that has the secret which was made for a creation is certainly its client, whatever others look like. A secret
// that somebody has configured says nothing: an older client may have it.
func TestCreate_lostAndSecretShown(t *testing.T) {
	t.Parallel()
	service := oauthclient.NewService(newJudge(), &showing{})
	desired := oauthclient.Client{oauthclient.ClientName: "name"}
	created, err := service.Create(t.Context(), desired)
	if err != nil || created.Client.Text(oauthclient.ID) != "b" {
		t.Errorf("Create returned %v, %v, want the client b", created.Client.Text(oauthclient.ID), err)
	}
	created, err = service.Create(t.Context(), desired.With(oauthclient.ClientSecret, "configured secret"))
	if !errors.Is(err, oauthclient.ErrOutcomeUnknown) || created.Client != nil {
		t.Errorf("Create with a configured secret returned %v, %v", created.Client, err)
	}
}
