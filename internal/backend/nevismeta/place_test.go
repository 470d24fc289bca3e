package nevismeta

import (
	"cmp"
	"encoding/json"
	"errors"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

var testDefaults = Defaults{Setup: "home", Complete: true}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, id string
		want     reference
		// written is what the place is written as, "" for the same as id.
		written string
	}{
		{name: "two parts", id: "s1/c1", want: reference{place: place{"oauthv2", "s1", "c1"}}},
		{name: "three parts", id: "other/s1/c1", want: reference{place: place{"other", "s1", "c1"}}},
		{name: "default module spelled out", id: "oauthv2/s1/c1", want: reference{place: place{"oauthv2", "s1", "c1"}}, written: "s1/c1"},
		{name: "internal id alone", id: "c1", want: reference{place: place{"oauthv2", "home", "c1"}}, written: "home/c1"},
		{name: "blanks and slashes around", id: " /s1/c1/\n", want: reference{place: place{"oauthv2", "s1", "c1"}}, written: "s1/c1"},
		{name: "slash within a part", id: "s%2F1/c%252", want: reference{place: place{"oauthv2", "s/1", "c%2"}}},
		{name: "by client_id", id: "s1/client_id=shop", want: reference{place{"oauthv2", "s1", ""}, "shop"}},
		{name: "by client_id, module", id: "m/s1/client_id=shop", want: reference{place{"m", "s1", ""}, "shop"}},
		{name: "by client_id, default setup", id: "client_id=shop", want: reference{place{"oauthv2", "home", ""}, "shop"}},
		{name: "client_id of any form", id: "s1/client_id=https://a/b?c=d%2F/", want: reference{place{"oauthv2", "s1", ""}, "https://a/b?c=d%2F/"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := testDefaults.parse(tc.id)
			if err != nil {
				t.Fatal(err)
			}
			if got != tc.want {
				t.Errorf("parse(%q) = %+v, want %+v", tc.id, got, tc.want)
			}
			if tc.written == "" {
				tc.written = tc.id
			}
			if written := got.place.id(); got.clientID == "" && written != tc.written {
				t.Errorf("the place is written as %q, want %q", written, tc.written)
			}
		})
	}
	for _, id := range []string{"", "/", "a/b/c/d", "a//b", "a/..", "./b", "a/%2e%2e", "%252e%252e/a", "a/b%0a", "%zz/a", "s1/client_id=", "a/b/c/client_id=x"} {
		if ref, err := testDefaults.parse(id); !errors.Is(err, oauthclient.ErrInvalid) {
			t.Errorf("parse(%q) = %+v, %v, want ErrInvalid", id, ref, err)
		}
	}
	if _, err := (Defaults{}).parse("c1"); !errors.Is(err, oauthclient.ErrInvalid) {
		t.Errorf("an internal id without any setup: %v, want ErrInvalid", err)
	}
}

func TestReplaces(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		defaults Defaults
		known    string // "home/c1" when it is empty
		desired  oauthclient.Client
		unknown  oauthclient.FieldSet
		want     []oauthclient.Field
	}{
		{name: "left out", defaults: testDefaults},
		{name: "spelled out", defaults: testDefaults, desired: oauthclient.Client{SetupID: "home", Module: "oauthv2"}},
		{name: "another setup", defaults: testDefaults, desired: oauthclient.Client{SetupID: "away"}, want: []oauthclient.Field{SetupID}},
		{name: "another module", defaults: testDefaults, desired: oauthclient.Client{Module: "m"}, want: []oauthclient.Field{Module}},
		{name: "another default", defaults: Defaults{Module: "m", Setup: "away"}, want: []oauthclient.Field{Module, SetupID}},
		{name: "another default, overruled", defaults: Defaults{Module: "oauthv2", Setup: "away"}, desired: oauthclient.Client{SetupID: "home"}},
		{name: "not known yet", defaults: testDefaults, unknown: oauthclient.NewFieldSet(SetupID), want: []oauthclient.Field{SetupID}},
		{name: "module left out", defaults: testDefaults, known: "m/home/c1", want: []oauthclient.Field{Module}},
		{name: "module left out, or not known yet", defaults: Defaults{Setup: "home"}, known: "m/home/c1"},
		{name: "configuration not known yet", defaults: Defaults{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := tc.defaults.replaces(oauthclient.Client{oauthclient.ID: cmp.Or(tc.known, "home/c1")}, tc.desired, tc.unknown)
			if diff := gocmp.Diff(tc.want, got, gocmp.Comparer(func(a, b oauthclient.Field) bool { return a == b })); diff != "" {
				t.Errorf("Replaces (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"https://meta.example.com":                 "https://meta.example.com/nevismeta/rest",
		"https://meta.example.com/":                "https://meta.example.com/nevismeta/rest",
		"https://meta.example.com:8996/nevismeta":  "https://meta.example.com:8996/nevismeta/rest",
		"https://meta.example.com/nevismeta/":      "https://meta.example.com/nevismeta/rest",
		"https://meta.example.com/nevismeta/rest":  "https://meta.example.com/nevismeta/rest",
		"https://meta.example.com/nevismeta/rest/": "https://meta.example.com/nevismeta/rest",
		"https://meta.example.com/proxied/rest":    "https://meta.example.com/proxied/rest",
		"https://meta.example.com/tenant":          "https://meta.example.com/tenant/nevismeta/rest",
		"":                                         "",
	} {
		if got := baseURL(url); got != want {
			t.Errorf("baseURL(%q) = %q, want %q", url, got, want)
		}
	}
}

func TestInstants(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ configured, sent string }{
		{"2000-01-23T04:56:07.000+00:00", "2000-01-23T04:56:07.000+00:00"},
		{"2024-07-29T15:51:28.071Z", "2024-07-29T15:51:28.071Z"},
		{"2024-07-29T15:51:28.071+02:00", "2024-07-29T15:51:28.071+02:00"},
		{"2024-07-29T15:51:28Z", "2024-07-29T15:51:28.000Z"},
		{"2024-07-29T15:51:28.123456+02:00", "2024-07-29T13:51:28.123Z"},
	} {
		if got := instantForm.Encode(tc.configured); got != tc.sent {
			t.Errorf("%q is sent as %q, want %q", tc.configured, got, tc.sent)
		}
	}
	for raw, want := range map[string]any{
		`"2025-03-01T08:00:00.000Z"`:       "2025-03-01T08:00:00.000Z",
		`"2025-03-01T09:00:00+01:00"`:      "2025-03-01T08:00:00.000Z",
		`"2025-03-01T08:00:00.000+0000"`:   "2025-03-01T08:00:00.000Z",
		`"2025-03-01T08:00:00.123456789Z"`: "2025-03-01T08:00:00.123Z",
		`1740816000000`:                    "2025-03-01T08:00:00.000Z",
		`""`:                               nil,
	} {
		got, err := instantForm.Decode(json.RawMessage(raw))
		if err != nil || got != want {
			t.Errorf("%s is read as %v, %v, want %v", raw, got, err, want)
		}
	}
	if got, err := instantForm.Decode(json.RawMessage(`"tomorrow"`)); err == nil {
		t.Errorf(`"tomorrow" is read as %v`, got)
	}
}

// FuzzParse checks that whatever is imported names elements of a path, and is written so that it is read as the same.
func FuzzParse(f *testing.F) {
	for _, id := range []string{"s1/c1", "m/s1/c1", "c1", "s%2F1/c%252", "../../health/ready", "a/..%2fb", "s1/client_id=a/b", "/%2e%2e/"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		ref, err := testDefaults.parse(id)
		if err != nil {
			return
		}
		for _, element := range []string{ref.place.module, ref.place.setup, ref.place.client} {
			if err := httpapi.CheckPathElement(element); err != nil && (element != "" || ref.clientID == "") {
				t.Errorf("%q leads to %v", id, err)
			}
		}
		if again, err := testDefaults.parse(ref.place.id()); ref.clientID == "" && (err != nil || again != ref) {
			t.Errorf("%q is %+v, written as %q and read as %+v, %v", id, ref, ref.place.id(), again, err)
		}
	})
}
