package oauthclient_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// TestClient_format prints a client in every careless way there is.
func TestClient_format(t *testing.T) {
	t.Parallel()
	client := oauthclient.Client{
		oauthclient.ClientSecret: "secret of the test", oauthclient.ClientName: "name of the test",
		oauthclient.Contacts: set{"contact of the test"},
	}
	const want = "client{client_name client_secret contacts}"
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T %v", "%20v"} {
		text := fmt.Sprintf(verb, client)
		if verb == "%T %v" {
			text = fmt.Sprintf(verb, client, client)
		}
		if !strings.HasSuffix(text, want) {
			t.Errorf("%s prints %s", verb, text)
		}
	}
	for name, text := range map[string]string{
		"Sprint":     fmt.Sprint(client),
		"a pointer":  fmt.Sprintf("%v", &client),
		"a list":     fmt.Sprintf("%v", []oauthclient.Client{client}),
		"an error":   fmt.Errorf("client %v", client).Error(),
		"a log line": logged(client),
	} {
		if strings.Contains(text, "of the test") || !strings.Contains(text, "client_secret") {
			t.Errorf("%s prints %s", name, text)
		}
	}
	if text := fmt.Sprint(oauthclient.Client(nil)); text != "client{}" {
		t.Errorf("the nil Client prints %s", text)
	}
}

func logged(v any) string {
	var b strings.Builder
	slog.New(slog.NewTextHandler(&b, nil)).Info("made", "client", v)
	return b.String()
}

func TestClient_values(t *testing.T) {
	t.Parallel()
	list := objects{{"a": "1"}}
	listField := stubField("f", oauthclient.Objects)
	client := oauthclient.Client{
		oauthclient.ClientName: "name", oauthclient.RequireAuthTime: true, oauthclient.DefaultMaxAge: int64(5),
		oauthclient.Contacts: set{"a"}, listField: list, oauthclient.LogoURI: "",
	}
	for _, c := range []oauthclient.Client{nil, {}, {oauthclient.ClientName: 5, oauthclient.Contacts: "a"}} {
		if c.Text(oauthclient.ClientName) != "" || c.Bool(oauthclient.RequireAuthTime) || c.Int(oauthclient.DefaultMaxAge) != 0 ||
			c.Strings(oauthclient.Contacts) != nil || c.Objects(listField) != nil {
			t.Errorf("%v has values", map[oauthclient.Field]any(c))
		}
	}
	got := []any{
		client.Text(oauthclient.ClientName), client.Bool(oauthclient.RequireAuthTime), client.Int(oauthclient.DefaultMaxAge),
		client.Strings(oauthclient.Contacts), client.Objects(listField),
	}
	if diff := cmp.Diff([]any{"name", true, int64(5), set{"a"}, list}, got); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	if !client.Has(oauthclient.ClientName) || client.Has(oauthclient.LogoURI) || client.Has(oauthclient.ClientURI) {
		t.Error("Has is not what is set and not empty")
	}
	if fields := client.Fields(); len(fields) != len(client) || !fields.Has(oauthclient.LogoURI) {
		t.Errorf("Fields are %v", fields)
	}
}

// TestClient_copies checks that what makes another client leaves the first alone, and that the nil Client will do.
func TestClient_copies(t *testing.T) {
	t.Parallel()
	for _, original := range []oauthclient.Client{nil, {oauthclient.ClientName: "name", oauthclient.LogoURI: "logo"}} {
		before := fmt.Sprint(original)
		clone := original.Clone()
		clone[oauthclient.ClientName] = "other"
		with := original.With(oauthclient.ClientURI, "uri")
		without := original.Without(oauthclient.ClientName, oauthclient.ClientURI)
		only := original.Only(oauthclient.NewFieldSet(oauthclient.ClientName, oauthclient.ClientURI))
		if after := fmt.Sprint(original); after != before || original.Text(oauthclient.ClientName) == "other" {
			t.Errorf("the original is now %s", after)
		}
		if with.Text(oauthclient.ClientURI) != "uri" || len(with) != len(original)+1 {
			t.Errorf("With returned %v", with)
		}
		if without.Has(oauthclient.ClientName) || without.Text(oauthclient.LogoURI) != original.Text(oauthclient.LogoURI) {
			t.Errorf("Without returned %v", without)
		}
		if only.Has(oauthclient.LogoURI) || only.Text(oauthclient.ClientName) != original.Text(oauthclient.ClientName) {
			t.Errorf("Only returned %v", only)
		}
	}
}

func TestError(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	for _, tc := range []struct {
		err  *oauthclient.Error
		want string
	}{
		{&oauthclient.Error{}, ""},
		{&oauthclient.Error{Kind: oauthclient.ErrDenied}, "access denied"},
		{&oauthclient.Error{Kind: oauthclient.ErrDenied, Message: "No."}, "No."},
		{&oauthclient.Error{Kind: oauthclient.ErrDenied, Message: "No.", Advice: "Ask."}, "No. Ask."},
		{&oauthclient.Error{Kind: oauthclient.ErrDenied, Field: oauthclient.SubjectType, Err: cause}, "subject_type: access denied: cause"},
		{oauthclient.Invalid(oauthclient.ClientName, "%q is no name.", "a"), `client_name: "a" is no name.`},
	} {
		if got := tc.err.Error(); got != tc.want {
			t.Errorf("Error is %q, not %q", got, tc.want)
		}
	}
	wrapped := fmt.Errorf("wrapped: %w", &oauthclient.Error{Kind: oauthclient.ErrDenied, Err: cause})
	if !errors.Is(wrapped, oauthclient.ErrDenied) || !errors.Is(wrapped, cause) || errors.Is(wrapped, oauthclient.ErrNotFound) {
		t.Error("an error is not its kind and its cause and nothing else")
	}
	if !errors.Is(oauthclient.Invalid(oauthclient.ClientName, "No."), oauthclient.ErrInvalid) ||
		!errors.Is(oauthclient.Unusual(oauthclient.ClientName, "Hm."), oauthclient.ErrUnusual) {
		t.Error("Invalid is not ErrInvalid, or Unusual not ErrUnusual")
	}
}
