package oauthclient_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// TestServiceRead_secret replaces no known secret by what is not evidently one.
func TestServiceRead_secret(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ known, shown, want string }{
		{"", "a plain secret", "a plain secret"},
		{"known secret", "a plain secret", "a plain secret"},
		{"known secret", "", ""},
		{"known secret", "********", ""},
		{"known secret", "{bcrypt}$2a$10$N9qo8uLOickgx2ZMRZoMye", ""},
		{"", "********", ""},
		{"abc", "abc", "abc"}, // somebody has configured it
	} {
		driver := &stub{server: oauthclient.Client{oauthclient.ID: "a", oauthclient.ClientSecret: tc.shown}}
		read, err := newService(driver).Read(t.Context(), oauthclient.Client{oauthclient.ID: "a", oauthclient.ClientSecret: tc.known})
		if got := read.Client.Text(oauthclient.ClientSecret); err != nil || got != tc.want {
			t.Errorf("%q in the place of %q is read as %q with the error %v", tc.shown, tc.known, got, err)
		}
	}
}

// TestService_clean takes out what must not be kept, in every result.
func TestService_clean(t *testing.T) {
	t.Parallel()
	const private = `{"keys":[{"kty":"OKP","kid":"k-1","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}]}`
	server := oauthclient.Client{
		oauthclient.ID: "a", oauthclient.ClientID: "a", oauthclient.ClientName: "name",
		oauthclient.JWKSet: private, oauthclient.RegistrationAccessToken: "token of the test",
	}
	known := oauthclient.Client{oauthclient.ID: "a", oauthclient.ClientID: "a"}
	desired := oauthclient.Client{oauthclient.ClientName: "name"}
	driver := &stub{
		server: server, candidates: []oauthclient.Candidate{{Client: server}},
		listed: []oauthclient.Listed{{ID: "a", ClientID: "a", Fetched: server}},
	}
	service := newService(driver)
	results := map[string]oauthclient.Result{}
	keep := func(operation string, result oauthclient.Result, err error) {
		if err != nil {
			t.Errorf("%s: %v", operation, err)
		}
		results[operation] = result
	}
	created, err := service.Create(t.Context(), desired)
	keep("Create", created, err)
	read, err := service.Read(t.Context(), known)
	keep("Read", read, err)
	updated, err := service.Update(t.Context(), known, desired)
	keep("Update", updated, err)
	rotated, err := service.RotateSecret(t.Context(), known)
	keep("RotateSecret", rotated, err)
	listed, err := service.ReadListed(t.Context(), driver.listed[0])
	keep("ReadListed", listed, err)
	for operation, result := range results {
		text := fmt.Sprint(map[oauthclient.Field]any(result.Client))
		if strings.Contains(text, "nWGxne") || strings.Contains(text, "token of the test") {
			t.Errorf("%s returned a private key or a withheld token", operation)
		}
		if len(result.Notices) != 1 || result.Notices[0].Field != oauthclient.JWKSet || !strings.Contains(result.Notices[0].Detail, `"k-1"`) {
			t.Errorf("%s names no key: %v", operation, result.Notices)
		}
	}
	found, err := service.Find(t.Context(), desired)
	if err != nil || len(found) != 1 || strings.Contains(found[0].Text(oauthclient.JWKSet), "nWGxne") {
		t.Errorf("Find returned %v and the error %v, or a private key", found, err)
	}
	if server.Text(oauthclient.JWKSet) != private {
		t.Error("what the driver returned has changed")
	}
}

// TestService_otherClient refuses answers about another client.
func TestService_otherClient(t *testing.T) {
	t.Parallel()
	known := oauthclient.Client{oauthclient.ID: "a", oauthclient.ClientID: "a"}
	service := newService(&stub{server: oauthclient.Client{oauthclient.ID: "b", oauthclient.ClientID: "b"}})
	read, readErr := service.Read(t.Context(), known)
	updated, updateErr := service.Update(t.Context(), known, oauthclient.Client{oauthclient.ClientName: "name"})
	rotated, rotateErr := service.RotateSecret(t.Context(), known)
	listed, listedErr := service.ReadListed(t.Context(), oauthclient.Listed{ID: "a", ClientID: "a"})
	for operation, tc := range map[string]struct {
		result oauthclient.Result
		err    error
	}{
		"Read": {read, readErr}, "Update": {updated, updateErr}, "RotateSecret": {rotated, rotateErr}, "ReadListed": {listed, listedErr},
	} {
		if !errors.Is(tc.err, oauthclient.ErrUnavailable) || tc.result.Client != nil {
			t.Errorf("%s returned %v and the error %v", operation, tc.result.Client, tc.err)
		}
	}
	for _, same := range [][2]oauthclient.Client{
		{known, known}, {known, nil}, {nil, known}, {known, {oauthclient.ID: "other form of the id"}}, {nil, nil},
	} {
		if err := oauthclient.SameClient(same[0], same[1]); err != nil {
			t.Errorf("SameClient(%v, %v) returned %v", same[0], same[1], err)
		}
	}
}

func TestServiceReadListed(t *testing.T) {
	t.Parallel()
	server := oauthclient.Client{oauthclient.ID: "a", oauthclient.ClientID: "a", oauthclient.ClientSecret: "********"}
	want := server.Without(oauthclient.ClientSecret)
	for name, tc := range map[string]struct {
		listed oauthclient.Listed
		calls  string
	}{
		"the list says all":       {oauthclient.Listed{ID: "a", ClientID: "a", Fetched: server}, "Interpret"},
		"the list says a part":    {oauthclient.Listed{ID: "a", ClientID: "a"}, "Fetch Interpret"},
		"the list says its ID":    {oauthclient.Listed{ID: "a"}, "Fetch Interpret"},
		"the list says all of it": {oauthclient.Listed{ID: "a", Fetched: server}, "Interpret"},
	} {
		driver := &stub{server: server}
		read, err := newService(driver).ReadListed(t.Context(), tc.listed)
		if err != nil || !cmp.Equal(want, read.Client, byIdentity) {
			t.Errorf("%s: ReadListed returned %v and the error %v", name, read.Client, err)
		}
		if calls := strings.Join(driver.calls, " "); calls != tc.calls {
			t.Errorf("%s: the driver was asked for %s", name, calls)
		}
	}
}
