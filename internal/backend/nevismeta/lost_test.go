package nevismeta_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// lostAnswer carries out a creation and does not answer it.
var lostAnswer = nevissim.Fault{Method: http.MethodPost, AfterProcessing: true, Drop: true}

// A client whose creation was not answered is taken over when it is certainly that one, and named otherwise.
func TestLostCreate(t *testing.T) {
	t.Parallel()
	desired := oauthclient.Client{oauthclient.ClientName: "shop", nevismeta.Comment: "mine"}
	same := map[string]any{"name": "shop", "comment": "mine"}
	notCarriedOut := nevissim.Fault{Method: http.MethodPost, Drop: true}
	for _, tc := range []struct {
		name    string
		opts    nevissim.Options
		desired oauthclient.Client
		// before makes clients that are there already.
		before func(sim *nevissim.Simulator) error
		fault  nevissim.Fault
		// unknown says that it cannot be found out.
		unknown bool
	}{
		{name: "alone", desired: desired, fault: lostAnswer},
		{name: "server error", desired: desired, fault: nevissim.Fault{Method: http.MethodPost, AfterProcessing: true, Status: http.StatusBadGateway}},
		{name: "gateway's 503", desired: desired, fault: nevissim.Fault{Method: http.MethodPost, AfterProcessing: true, Status: http.StatusServiceUnavailable}},
		{name: "answer without id", desired: desired, fault: nevissim.Fault{Method: http.MethodPost, AfterProcessing: true, Status: http.StatusCreated, ContentType: "application/json", Body: "{}"}},
		{name: "answer with no id", desired: desired, fault: nevissim.Fault{Method: http.MethodPost, AfterProcessing: true, Status: http.StatusCreated, ContentType: "application/json", Body: `{"clientId":".."}`}},
		{name: "without name", desired: desired.Without(oauthclient.ClientName), fault: lostAnswer},
		{name: "with client_id", desired: desired.With(oauthclient.ClientID, "shop"), fault: lostAnswer},
		{name: "secret not shown", opts: nevissim.Options{Secret: nevissim.SecretMasked}, desired: desired, fault: lostAnswer},
		{
			name: "beside others", desired: desired, fault: lostAnswer, opts: nevissim.Options{Secret: nevissim.SecretOmitted},
			before: func(sim *nevissim.Simulator) error {
				_, other := sim.AddClient(time.Now(), map[string]any{"name": "shop", "comment": "theirs"})
				_, more := sim.AddClient(time.Now(), map[string]any{"name": "shop", "comment": "mine", "contacts": []any{"a"}})
				_, older := sim.AddClient(time.Now().Add(-time.Hour), map[string]any{"name": "another", "comment": "mine"})
				return errors.Join(other, more, older)
			},
		},
		{
			name: "beside one with another secret", desired: desired, fault: lostAnswer,
			before: func(sim *nevissim.Simulator) error {
				_, err := sim.AddClient(time.Now(), same)
				return err
			},
		},
		{
			name: "beside one that looks the same", desired: desired, fault: lostAnswer, opts: nevissim.Options{Secret: nevissim.SecretOmitted},
			before: func(sim *nevissim.Simulator) error {
				_, err := sim.AddClient(time.Now(), same)
				return err
			},
		},
		{
			name: "not carried out, an old one looks the same", desired: desired, fault: notCarriedOut, opts: nevissim.Options{Secret: nevissim.SecretMasked}, unknown: true,
			before: func(sim *nevissim.Simulator) error {
				_, err := sim.AddClient(time.Now().Add(-time.Hour), same)
				return err
			},
		},
		{
			name: "not carried out, an old one was just edited", desired: desired, fault: notCarriedOut, opts: nevissim.Options{Secret: nevissim.SecretMasked}, unknown: true,
			before: func(sim *nevissim.Simulator) error {
				id, err := sim.AddClient(time.Now().Add(-time.Hour), map[string]any{"name": "shop"})
				return errors.Join(err, sim.Edit(id, func(body map[string]any) { body["comment"] = "mine" }))
			},
		},
		{name: "not carried out", desired: desired, fault: notCarriedOut, unknown: true},
		{name: "to come", desired: desired.With(nevismeta.ValidFrom, "2099-01-01T00:00:00Z"), fault: lostAnswer},
		{
			name: "to come, secret not shown", desired: desired.With(nevismeta.ValidFrom, "2099-01-01T00:00:00Z"), fault: lostAnswer,
			opts: nevissim.Options{Secret: nevissim.SecretOmitted},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for name, ignore := range map[string]bool{"validAt known": false, "validAt ignored": true} {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					mustRecover(t, tc.opts, tc.desired, tc.before, tc.fault, ignore, tc.unknown)
				})
			}
		})
	}
}

// A creation that is answered with the id of another client, by a proxy that confuses answers, does not take that over.
func TestCreateAnsweredWithAnotherID(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{})
	service := serve(t, sim)
	other, err := sim.AddClient(time.Now(), map[string]any{"name": "theirs", "client_id": "theirs"})
	if err != nil {
		t.Fatal(err)
	}
	sim.FailNext(nevissim.Fault{
		Method: http.MethodPost, AfterProcessing: true, Status: http.StatusCreated, ContentType: "application/json",
		Body: fmt.Sprintf(`{"clientId":%q}`, other),
	})
	created, err := service.Create(t.Context(), oauthclient.Client{oauthclient.ClientName: "ours"})
	if err != nil || created.Client.Text(oauthclient.ClientName) != "ours" || internalID(created.Client) == other {
		t.Errorf("Create returned %v and the error %v", created.Client, err)
	}
}

func mustRecover(t *testing.T, opts nevissim.Options, desired oauthclient.Client, prepare func(*nevissim.Simulator) error, fault nevissim.Fault, ignoresValidAt, unknown bool) {
	t.Helper()
	sim := newSimulator(opts)
	if prepare != nil {
		if err := prepare(sim); err != nil {
			t.Fatal(err)
		}
	}
	before := sim.Clients()
	sim.FailNext(fault)
	var server http.Handler = sim
	if ignoresValidAt {
		server = withoutValidAt(sim, 0)
	}
	created, err := serve(t, server).Create(t.Context(), desired)
	if posts := len(sent(sim, http.MethodPost)); posts != 1 {
		t.Errorf("%d creations were sent", posts)
	}
	if unknown {
		if !errors.Is(err, oauthclient.ErrOutcomeUnknown) || created.Client != nil {
			t.Errorf("Create returned %v, %v, want ErrOutcomeUnknown", created.Client, err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	body, ok := sim.Client(internalID(created.Client))
	if _, there := before[internalID(created.Client)]; there || !ok || body["client_secret"] != created.Client.Text(oauthclient.ClientSecret) {
		t.Errorf("Create took over another client, or lost the secret: %v", created.Client)
	}
}

// withoutValidAt is a server that does not know validAt for snapshots: it answers with a status, or 0 for as if it were not
// there.
func withoutValidAt(sim http.Handler, status int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/snapshots") && r.URL.Query().Has("validAt") {
			if status != 0 {
				http.Error(w, "what is validAt?", status)
				return
			}
			r.URL.RawQuery = ""
		}
		sim.ServeHTTP(w, r)
	})
}

// A client that looks the same and that this driver has made is not taken for the one whose creation got no answer.
func TestLostCreate_afterTwin(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{})
	service := serve(t, sim)
	twin := oauthclient.Client{oauthclient.ClientName: "twin"}
	if _, err := service.Create(t.Context(), twin); err != nil {
		t.Fatal(err)
	}
	sim.FailNext(nevissim.Fault{Method: http.MethodPost, Drop: true})
	if created, err := service.Create(t.Context(), twin); !errors.Is(err, oauthclient.ErrOutcomeUnknown) || created.Client != nil {
		t.Errorf("Create took over the twin: %v, %v", created, err)
	}
	sim.FailNext(lostAnswer)
	if _, err := service.Create(t.Context(), twin); err != nil {
		t.Errorf("Create did not tell its client from the twin: %v", err)
	}
}

// Nor is one whose creation is still under way.
func TestLostCreate_besideTwin(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{})
	release := make(chan struct{})
	var creations atomic.Int32
	service := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := w
		if r.Method == http.MethodPost && creations.Add(1) == 2 {
			answer = slowAnswer{w, release}
		}
		sim.ServeHTTP(answer, r)
	}))
	create(t, service, oauthclient.Client{oauthclient.ClientName: "first"}) // from now on, requests do not go one by one
	twin := oauthclient.Client{oauthclient.ClientName: "twin"}
	answered := make(chan error, 1)
	go func() {
		_, err := service.Create(t.Context(), twin)
		answered <- err
	}()
	for len(sim.Clients()) < 2 {
		time.Sleep(time.Millisecond)
	}
	sim.FailNext(nevissim.Fault{Method: http.MethodPost, Drop: true})
	if created, err := service.Create(t.Context(), twin); !errors.Is(err, oauthclient.ErrOutcomeUnknown) || created.Client != nil {
		t.Errorf("Create took over the twin: %v, %v", created, err)
	}
	close(release)
	if err := <-answered; err != nil {
		t.Errorf("Create of the twin: %v", err)
	}
}

// A slowAnswer is one that begins when it is released.
type slowAnswer struct {
	http.ResponseWriter
	release <-chan struct{}
}

func (s slowAnswer) WriteHeader(status int) {
	<-s.release
	s.ResponseWriter.WriteHeader(status)
}

// A client_id that is taken is reported as such, with what to import, however the server refuses it.
func TestTakenClientID(t *testing.T) {
	t.Parallel()
	for shape := range nevissim.ErrorHTML + 1 {
		for _, duplicate := range []nevissim.DuplicateClientID{nevissim.DuplicateInvalid, nevissim.DuplicateConflict} {
			t.Run(fmt.Sprintf("error shape %d, duplicate %d", shape, duplicate), func(t *testing.T) {
				t.Parallel()
				sim := newSimulator(nevissim.Options{Errors: shape, DuplicateClientID: duplicate})
				service := serve(t, sim)
				taken := oauthclient.Client{oauthclient.ClientID: "shop"}
				first := create(t, service, taken)
				_, err := service.Create(t.Context(), taken)
				if !errors.Is(err, oauthclient.ErrAlreadyExists) || !strings.Contains(err.Error(), first.Text(oauthclient.ID)) {
					t.Errorf("Create with a client_id that is taken: %v", err)
				}
				_, err = service.Create(t.Context(), oauthclient.Client{oauthclient.ClientID: "other", oauthclient.JWKSURI: "a b"})
				if errors.Is(err, oauthclient.ErrAlreadyExists) || err == nil {
					t.Errorf("Create with another mistake: %v", err)
				}
			})
		}
	}
}

// A gateway that sends a creation twice does not make its own client look like somebody else's.
func TestRepeatedCreate(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{})
	service := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method == http.MethodPost {
			first := r.Clone(r.Context())
			first.Body = io.NopCloser(bytes.NewReader(body))
			sim.ServeHTTP(httptest.NewRecorder(), first)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		sim.ServeHTTP(w, r)
	}))
	created := create(t, service, oauthclient.Client{oauthclient.ClientID: "shop"})
	if body, ok := sim.Client(internalID(created)); !ok || body["client_secret"] != created[oauthclient.ClientSecret] {
		t.Errorf("Create returned %v, which is not the client it made", created)
	}
}

// A client can be found by its client_id in any state; two that have it are named.
func TestFindByClientID(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{DuplicateClientID: nevissim.DuplicateAccepted})
	service := serve(t, sim)
	create := func(c oauthclient.Client) string { return create(t, service, c).Text(oauthclient.ID) }
	now := create(oauthclient.Client{oauthclient.ClientID: "now"})
	later := create(oauthclient.Client{oauthclient.ClientID: "later", nevismeta.ValidFrom: "2099-01-01T00:00:00Z"})
	elsewhere := create(oauthclient.Client{oauthclient.ClientID: "now", nevismeta.SetupID: otherSetup, nevismeta.Module: otherModule})
	first, second := create(oauthclient.Client{oauthclient.ClientID: "both"}), create(oauthclient.Client{oauthclient.ClientID: "both"})
	for _, tc := range []struct {
		known oauthclient.Client
		want  string
	}{
		{oauthclient.Client{oauthclient.ClientID: "now"}, now},
		{oauthclient.Client{oauthclient.ID: nevissim.SetupID + "/client_id=now"}, now},
		{oauthclient.Client{oauthclient.ID: "client_id=later"}, later},
		{oauthclient.Client{oauthclient.ID: otherModule + "/setup%2F2/client_id=now"}, elsewhere},
	} {
		found, err := service.Read(t.Context(), tc.known)
		if err != nil || found.Client.Text(oauthclient.ID) != tc.want {
			t.Errorf("Read by %v returned %q, %v, want %q", tc.known, found.Client.Text(oauthclient.ID), err, tc.want)
		}
	}
	_, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ClientID: "both"})
	if err == nil || !strings.Contains(err.Error(), first) || !strings.Contains(err.Error(), second) {
		t.Errorf("Read by a client_id that two clients have: %v", err)
	}
	if _, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ClientID: "none"}); !errors.Is(err, oauthclient.ErrNotFound) {
		t.Errorf("Read by a client_id that no client has: %v, want ErrNotFound", err)
	}
}

// When the client was made and cannot be read, its handle is not lost.
func TestCreateUnread(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{})
	sim.FailNext(nevissim.Fault{Method: http.MethodGet, Status: http.StatusForbidden})
	created, err := serve(t, sim).Create(t.Context(), oauthclient.Client{oauthclient.ClientName: "x"})
	if err == nil || errors.Is(err, oauthclient.ErrNotFound) {
		t.Errorf("Create: %v, want an error", err)
	}
	if _, there := sim.Clients()[internalID(created.Client)]; !there {
		t.Errorf("Create returned %v, not the client it made", created.Client)
	}
}
