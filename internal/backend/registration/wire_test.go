package registration_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// An update has all metadata: what is wanted, what the server has beside it, and the client_id; not what is to go, and none
// of the members that RFC 7592 section 2.2 forbids.
func TestUpdateBody(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{Unknown: registrationsim.UnknownKept})
	if err := m.sim.Edit(clientID(m.state), func(client map[string]any) {
		client["tenant"], client["empty"], client["client_name#fr"] = map[string]any{"id": 7}, "", "Magasin"
	}); err != nil {
		t.Fatal(err)
	}
	desired := minimal("a").
		With(oauthclient.LogoURI, "https://a.example.com/logo.png").
		With(oauthclient.Scopes, []string{"b", "a"}).
		With(registration.Localized, map[string]string{"client_name#de": "Beispiel", "tos_uri#de": "https://a.example.com/agb"}).
		With(registration.ExtraMetadata, `{"colour":"red","size":3,"nothing":null}`)
	first, err := m.service.Update(t.Context(), m.state, desired)
	if err != nil {
		t.Fatal(err)
	}
	read, err := m.service.Read(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.service.Update(t.Context(), m.service.state(desired, remembered(m.service, read)), minimal("a").
		With(oauthclient.RequireAuthTime, false).
		With(registration.Localized, map[string]string{"client_name#de": "Anders"}).
		With(registration.ExtraMetadata, `{"colour":"red"}`)); err != nil {
		t.Fatal(err)
	}
	requests := slices.DeleteFunc(m.sim.Requests(), func(r registrationsim.Request) bool { return r.Method != http.MethodPut })
	var got map[string]any
	if err := json.Unmarshal([]byte(requests[len(requests)-1].Body), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"client_id":         clientID(m.state),
		"client_name":       "a",
		"redirect_uris":     []any{"https://a.example.com/callback"},
		"require_auth_time": false,
		"client_name#de":    "Anders",
		"client_name#fr":    "Magasin",
		"colour":            "red",
		// What the server filled in and somebody else set stays as it is.
		"tenant":      map[string]any{"id": float64(7)},
		"grant_types": []any{"authorization_code"}, "response_types": []any{"code"}, "token_endpoint_auth_method": "client_secret_basic",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

// Members that have no attribute, and that somebody else has set, survive an update.
func TestUpdateKeepsOtherMembers(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{Unknown: registrationsim.UnknownKept})
	if err := m.sim.Edit(clientID(m.state), func(client map[string]any) { client["tenant"] = map[string]any{"id": "7"} }); err != nil {
		t.Fatal(err)
	}
	read, err := m.service.Read(t.Context(), m.state)
	if err != nil {
		t.Fatal(err)
	}
	before := len(m.sim.Requests())
	if _, err := m.service.Update(t.Context(), m.service.state(minimal("a"), read), renamed()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"GET", "PUT"}, m.since(before)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]any{"id": "7"}, m.sim.Clients()[clientID(m.state)]["tenant"]); diff != "" {
		t.Errorf("the member (-want +got):\n%s", diff)
	}
}

// Of the extra metadata, the server's value is read for the members that are configured, and for no other.
func TestExtraMetadata(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{Unknown: registrationsim.UnknownKept}
	sim, base := serve(t, opts)
	service := newBackend(t, base, opts, nil)
	desired := minimal("a").With(registration.ExtraMetadata, `{"colour":"red","size":3}`)
	created, err := service.Create(t.Context(), desired)
	if err != nil {
		t.Fatal(err)
	}
	edits := []struct {
		name string
		edit func(client map[string]any)
		want string
	}{
		{"another member", func(c map[string]any) { c["shape"] = "round" }, `{"colour":"red","size":3}`},
		{"another value", func(c map[string]any) { c["colour"] = "blue" }, `{"colour":"blue","size":3}`},
		{"removed", func(c map[string]any) { delete(c, "size") }, `{"colour":"blue"}`},
	}
	for _, tc := range edits {
		if err := sim.Edit(clientID(created), tc.edit); err != nil {
			t.Fatal(err)
		}
		read, err := service.Read(t.Context(), created)
		if err != nil {
			t.Fatal(err)
		}
		if got := read.Text(registration.ExtraMetadata); got != tc.want {
			t.Errorf("%s: extra metadata %s, want %s", tc.name, got, tc.want)
		}
	}
}

// Values that come back in another form of the same are no difference.
func TestCanonical(t *testing.T) {
	t.Parallel()
	service := judge
	tests := []struct {
		field oauthclient.Field
		a, b  any
		equal bool
	}{
		{oauthclient.ResponseTypes, []string{"id_token code", "code"}, []string{"code", "code id_token", "code"}, true},
		{oauthclient.ResponseTypes, []string{"id_token code"}, []string{"code"}, false},
		{oauthclient.Scopes, []string{"b", "a"}, []string{"a", "b", "a"}, true},
		{oauthclient.Contacts, []string{"b", "a"}, []string{"a", "b"}, true},
		{oauthclient.ClientName, "id_token code", "code id_token", false},
		{registration.Localized, map[string]string{"client_name#ja-Jpan-JP": "x"}, map[string]string{"client_name#ja-jpan-jp": "x"}, true},
		{registration.Localized, map[string]string{"client_name#de": "x"}, map[string]string{"client_name#de": "X"}, false},
		{registration.ExtraMetadata, `{"a": 1.0, "b": null, "c": []}`, `{"a":1}`, true},
		{registration.ExtraMetadata, `{"a": 1}`, `{"a":2}`, false},
	}
	for _, tc := range tests {
		if got := service.Equal(tc.field, tc.a, tc.b); got != tc.equal {
			t.Errorf("%s: %v and %v are equal: %t, want %t", tc.field, tc.a, tc.b, got, tc.equal)
		}
	}
}

// What the server changed, or did not take, is said with both values.
func TestNotStored(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		opts    registrationsim.Options
		desired oauthclient.Client
		says    []string
	}{
		{
			"replaced",
			registrationsim.Options{Replaced: map[string]any{"client_name": "Server's name"}},
			minimal("mine"),
			[]string{"client_name", `"mine"`, `"Server's name"`},
		},
		{
			"dropped",
			registrationsim.Options{Dropped: []string{"logo_uri"}},
			minimal("a").With(oauthclient.LogoURI, "https://a.example.com/l"),
			[]string{"logo_uri", `"https://a.example.com/l"`, "does not show it"},
		},
		{
			"dropped extra",
			registrationsim.Options{},
			minimal("a").With(registration.ExtraMetadata, `{"colour":"red"}`),
			[]string{"registration.extra_metadata", "colour"},
		},
		{
			"unsupported value",
			registrationsim.Options{
				ReplaceUnsupported: true, Supported: map[string][]string{"grant_types_supported": {"authorization_code"}},
			},
			minimal("a").With(oauthclient.GrantTypes, []string{"authorization_code", "password"}),
			[]string{"grant_types", `"password"`, `["authorization_code"]`},
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, base := serve(t, tc.opts)
			service := newBackend(t, base, tc.opts, nil)
			created, err := service.Create(t.Context(), tc.desired)
			if err != nil || !created.Has(oauthclient.RegistrationAccessToken) {
				t.Fatalf("Create returned %v and the error %v", created, err)
			}
			if len(service.notices) != 1 {
				t.Fatalf("the notices are %v", service.notices)
			}
			mustSay(t, errors.New(service.notices[0].Detail), tc.says...)
		})
	}
}

func TestSoftwareStatementIsSent(t *testing.T) {
	t.Parallel()
	sim, base := serve(t, registrationsim.Options{Dropped: []string{"software_statement"}})
	service := newBackend(t, base, registrationsim.Options{}, nil)
	created, err := service.Create(t.Context(), minimal("a").With(oauthclient.SoftwareStatement, "e30.e30.c2ln"))
	if err != nil {
		t.Fatal(err)
	}
	if got := created.Text(oauthclient.SoftwareStatement); got != "e30.e30.c2ln" {
		t.Errorf("the statement that the server does not return is %q", got)
	}
	for _, request := range sim.Requests() {
		if request.Method == "POST" && !strings.Contains(request.Body, `"software_statement":"e30.e30.c2ln"`) {
			t.Errorf("the statement was not sent: %s", request.Body)
		}
	}
}
