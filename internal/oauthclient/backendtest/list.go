package backendtest

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// listedClients is how many clients are made to be listed: more than [Memory] has on one page.
const listedClients = 5

// listed makes some clients and returns what the list says of each of them, which may be nothing or several things.
func (s *suite) listed(t *testing.T) map[*managed][]oauthclient.Listed {
	t.Helper()
	if !s.Judge.Profile().Can.List {
		t.Skip("the server cannot list its clients")
	}
	byID, listed := map[string]*managed{}, map[*managed][]oauthclient.Listed{}
	for range listedClients {
		m := s.create(t, s.Minimal(newUnique()))
		byID[m.state.Text(oauthclient.ID)] = m
		listed[m] = nil
	}
	err := s.service.List(t.Context(), oauthclient.Filter{}, func(l oauthclient.Listed) bool {
		if m := byID[l.ID]; m != nil {
			listed[m] = append(listed[m], l)
		}
		return true
	})
	if s.CannotList {
		if !errors.Is(err, oauthclient.ErrUnsupported) {
			t.Errorf("the server does not list its clients, and List returned %v, not ErrUnsupported", err)
		}
		t.Skip("the server at hand does not list its clients")
	}
	if err != nil {
		t.Fatalf("List: %v", err)
	}
	return listed
}

func testList(t *testing.T, s *suite) {
	for m, found := range s.listed(t) {
		if len(found) != 1 {
			t.Errorf("List has a client %d times", len(found))
		}
		for _, l := range found {
			if l.ClientID != "" && l.ClientID != m.server.Text(oauthclient.ClientID) || l.Name != "" && l.Name != m.server.Text(oauthclient.ClientName) {
				t.Errorf("List says that the client %q is %q with the name %q", l.ID, l.ClientID, l.Name)
			}
		}
	}
	calls := 0
	err := s.service.List(t.Context(), oauthclient.Filter{}, func(oauthclient.Listed) bool {
		calls++
		return false
	})
	if err != nil || calls != 1 {
		t.Errorf("List that is told to stop went on: %d calls, error %v", calls, err)
	}
}

// testListedIsRead compares what is made of the list with what is made of a read: the one must be as good as the other.
func testListedIsRead(t *testing.T, s *suite) {
	for m, found := range s.listed(t) {
		for _, l := range found {
			listed, err := s.service.ReadListed(t.Context(), l)
			if err != nil {
				t.Fatalf("ReadListed: %v", err)
			}
			read := s.read(t, oauthclient.Client{oauthclient.ID: l.ID}).Without(s.Unlisted.Sorted()...)
			if diff := cmp.Diff(byPath(m.lasting(read)), byPath(m.lasting(listed.Client))); diff != "" {
				t.Errorf("a client reads differently from the list (-read +listed):\n%s", diff)
			}
		}
	}
}
