package nevismeta_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
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
	for _, tc := range []struct {
		name    string
		desired oauthclient.Client
		// before makes clients that are there already.
		before func(sim *nevissim.Simulator) error
		fault  nevissim.Fault
		// finding is what the error says, "" when the client is taken over.
		finding string
	}{
		{name: "alone", desired: desired, fault: lostAnswer},
		{name: "server error", desired: desired, fault: nevissim.Fault{Method: http.MethodPost, AfterProcessing: true, Status: http.StatusBadGateway}},
		{name: "answer without id", desired: desired, fault: nevissim.Fault{Method: http.MethodPost, AfterProcessing: true, Status: http.StatusCreated, ContentType: "application/json", Body: "{}"}},
		{name: "without name", desired: desired.Without(oauthclient.ClientName), fault: lostAnswer},
		{
			name: "beside others", desired: desired, fault: lostAnswer,
			before: func(sim *nevissim.Simulator) error {
				_, other := sim.AddClient(time.Now(), map[string]any{"name": "shop", "comment": "theirs"})
				_, more := sim.AddClient(time.Now(), map[string]any{"name": "shop", "comment": "mine", "contacts": []any{"a"}})
				_, older := sim.AddClient(time.Now().Add(-time.Hour), map[string]any{"name": "another", "comment": "mine"})
				return errors.Join(other, more, older)
			},
		},
		{
			name: "beside one that looks the same", desired: desired, fault: lostAnswer, finding: "Clients that look like it: ",
			before: func(sim *nevissim.Simulator) error {
				_, err := sim.AddClient(time.Now(), same)
				return err
			},
		},
		{
			name: "not carried out, an old one looks the same", desired: desired, finding: "Clients that look like it: ",
			fault: nevissim.Fault{Method: http.MethodPost, Drop: true},
			before: func(sim *nevissim.Simulator) error {
				_, err := sim.AddClient(time.Now().Add(-time.Hour), same)
				return err
			},
		},
		{
			name: "not carried out, an old one was just edited", desired: desired, finding: "Clients that look like it: ",
			fault: nevissim.Fault{Method: http.MethodPost, Drop: true},
			before: func(sim *nevissim.Simulator) error {
				id, err := sim.AddClient(time.Now().Add(-time.Hour), map[string]any{"name": "shop"})
				return errors.Join(err, sim.Edit(id, func(body map[string]any) { body["comment"] = "mine" }))
			},
		},
		{name: "not carried out", desired: desired, fault: nevissim.Fault{Method: http.MethodPost, Drop: true}, finding: "most likely it was not"},
		{
			name: "valid_from says nothing", desired: desired.With(nevismeta.ValidFrom, "2099-01-01T00:00:00Z"),
			fault: lostAnswer, finding: "Clients that look like it: ",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim := newSimulator(nevissim.Options{})
			if tc.before != nil {
				if err := tc.before(sim); err != nil {
					t.Fatal(err)
				}
			}
			before := sim.Clients()
			sim.FailNext(tc.fault)
			created, err := serve(t, sim).Create(t.Context(), tc.desired)
			if posts := len(sent(sim, http.MethodPost)); posts != 1 {
				t.Errorf("%d creations were sent", posts)
			}
			if tc.finding != "" {
				if !errors.Is(err, oauthclient.ErrOutcomeUnknown) || !strings.Contains(err.Error(), tc.finding) || created != nil {
					t.Errorf("Create returned %v, %v, want ErrOutcomeUnknown and %q", created, err, tc.finding)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, there := before[internalID(created)]; there || created.Text(oauthclient.ClientSecret) == "" {
				t.Errorf("Create took over another client, or lost the secret: %v", created)
			}
		})
	}
}

// A client that looks the same and that this driver has made is not taken for the one whose creation got no answer.
func TestLostCreate_afterTwin(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{})
	backend := serve(t, sim)
	twin := oauthclient.Client{oauthclient.ClientName: "twin"}
	if _, err := backend.Create(t.Context(), twin); err != nil {
		t.Fatal(err)
	}
	sim.FailNext(nevissim.Fault{Method: http.MethodPost, Drop: true})
	if created, err := backend.Create(t.Context(), twin); !errors.Is(err, oauthclient.ErrOutcomeUnknown) || created != nil {
		t.Errorf("Create took over the twin: %v, %v", created, err)
	}
	sim.FailNext(lostAnswer)
	if _, err := backend.Create(t.Context(), twin); err != nil {
		t.Errorf("Create did not tell its client from the twin: %v", err)
	}
}

// Nor is one whose creation is still under way.
func TestLostCreate_besideTwin(t *testing.T) {
	t.Parallel()
	const slow = 500 * time.Millisecond
	sim := newSimulator(nevissim.Options{})
	sim.FailNext(
		nevissim.Fault{Method: http.MethodPost, AfterProcessing: true, Delay: slow},
		nevissim.Fault{Method: http.MethodPost, Drop: true},
	)
	backend := serve(t, sim)
	twin := oauthclient.Client{oauthclient.ClientName: "twin"}
	answered := make(chan error)
	go func() {
		_, err := backend.Create(t.Context(), twin)
		answered <- err
	}()
	for len(sim.Clients()) == 0 {
		time.Sleep(time.Millisecond)
	}
	if created, err := backend.Create(t.Context(), twin); !errors.Is(err, oauthclient.ErrOutcomeUnknown) || created != nil {
		t.Errorf("Create took over the twin: %v, %v", created, err)
	}
	if err := <-answered; err != nil {
		t.Errorf("Create of the twin: %v", err)
	}
}

// A client_id that is taken is reported as such, with what to import, however the server refuses it.
func TestTakenClientID(t *testing.T) {
	t.Parallel()
	for shape := range nevissim.ErrorHTML + 1 {
		for _, duplicate := range []nevissim.DuplicateClientID{nevissim.DuplicateInvalid, nevissim.DuplicateConflict} {
			t.Run(fmt.Sprintf("error shape %d, duplicate %d", shape, duplicate), func(t *testing.T) {
				t.Parallel()
				sim := newSimulator(nevissim.Options{Errors: shape, DuplicateClientID: duplicate})
				backend := serve(t, sim)
				taken := oauthclient.Client{oauthclient.ClientID: "shop"}
				first, err := backend.Create(t.Context(), taken)
				if err != nil {
					t.Fatal(err)
				}
				_, err = backend.Create(t.Context(), taken)
				if !errors.Is(err, oauthclient.ErrAlreadyExists) || !strings.Contains(err.Error(), "terraform import ADDRESS "+first.Text(oauthclient.ID)) {
					t.Errorf("Create with a client_id that is taken: %v", err)
				}
				_, err = backend.Create(t.Context(), oauthclient.Client{oauthclient.ClientID: "other", oauthclient.JWKSURI: "a b"})
				if errors.Is(err, oauthclient.ErrAlreadyExists) || err == nil {
					t.Errorf("Create with another mistake: %v", err)
				}
			})
		}
	}
}

// A client can be found by its client_id in any state; two that have it are named.
func TestFindByClientID(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{DuplicateClientID: nevissim.DuplicateAccepted})
	backend := serve(t, sim)
	create := func(c oauthclient.Client) string {
		created, err := backend.Create(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		return created.Text(oauthclient.ID)
	}
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
		found, err := backend.Read(t.Context(), tc.known)
		if err != nil || found.Text(oauthclient.ID) != tc.want {
			t.Errorf("Read by %v returned %q, %v, want %q", tc.known, found.Text(oauthclient.ID), err, tc.want)
		}
	}
	_, err := backend.Read(t.Context(), oauthclient.Client{oauthclient.ClientID: "both"})
	if err == nil || !strings.Contains(err.Error(), first) || !strings.Contains(err.Error(), second) {
		t.Errorf("Read by a client_id that two clients have: %v", err)
	}
	if _, err := backend.Read(t.Context(), oauthclient.Client{oauthclient.ClientID: "none"}); !errors.Is(err, oauthclient.ErrNotFound) {
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
	if _, there := sim.Clients()[internalID(created)]; !there {
		t.Errorf("Create returned %v, not the client it made", created)
	}
}
