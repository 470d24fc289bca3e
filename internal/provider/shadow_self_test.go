package provider

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// The comparison sees a difference of any part.
func TestComparison(t *testing.T) {
	t.Parallel()
	c := newComparison()
	c.compare("Plan", []string{"same"}, []string{"same"})
	c.compare("Plan", []string{"a"}, []string{"b"})
	c.compare("Read", []string{"a"}, []string{"a", "more"})
	if len(c.Differences()) != 2 {
		t.Errorf("differences %q", c.Differences())
	}
	if want, got := "3 answers beside the framework compared with its own (2 Plan, 1 Read), 2 differences", c.Summary(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	warning := &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "s", Detail: "d"}
	texts := map[string]bool{}
	for _, d := range []tfprotov6.Diagnostic{
		*warning,
		{Severity: tfprotov6.DiagnosticSeverityError, Summary: "s", Detail: "d"},
		{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "t", Detail: "d"},
		{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "s", Detail: "e"},
		{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "s", Detail: "d", Attribute: tftypes.NewAttributePath().WithAttributeName("a")},
	} {
		texts[written([]*tfprotov6.Diagnostic{&d})[0]] = true
	}
	if len(texts) != 5 {
		t.Errorf("diagnostics that differ are written the same: %v", texts)
	}
}

func TestCanonical(t *testing.T) {
	t.Parallel()
	set := func(elements ...string) tftypes.Value {
		values := []tftypes.Value{}
		for _, element := range elements {
			values = append(values, tftypes.NewValue(tftypes.String, element))
		}
		return tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, values)
	}
	if a, b := canonical(set("a", "b")), canonical(set("b", "a")); a != b {
		t.Errorf("%s and %s are the same set", a, b)
	}
	distinct := map[string]bool{}
	for _, value := range []tftypes.Value{
		set(), set("a"), tftypes.NewValue(tftypes.String, nil), tftypes.NewValue(tftypes.String, tftypes.UnknownValue), tftypes.NewValue(tftypes.String, ""),
		tftypes.NewValue(tftypes.Number, 1), tftypes.NewValue(tftypes.Bool, true),
	} {
		distinct[canonical(value)] = true
	}
	if len(distinct) != 7 {
		t.Errorf("values that differ are written the same: %v", distinct)
	}
}

func TestPrivate(t *testing.T) {
	t.Parallel()
	with := func(memory string) []byte {
		text, err := json.Marshal(map[string][]byte{"client": []byte(memory)})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if a, b := private(with(`{"server":"a","write_only":{"salt":"x"}}`)), private(with(`{"server":"a","write_only":{"salt":"y"}}`)); a != b {
		t.Errorf("%s and %s differ in the salt alone", a, b)
	}
	if a, b := private(with(`{"server":"a"}`)), private(with(`{ "server":"a"}`)); a == b {
		t.Error("other bytes are the same")
	}
}

// A tape gives again what was taken down, in order, and in the order alone.
func TestTape(t *testing.T) {
	t.Parallel()
	recording := &tape{}
	asked := 0
	ask := func() (oauthclient.Result, error) { //nolint:unparam // It has the form that through wants.
		asked++
		return oauthclient.Result{Client: oauthclient.Client{oauthclient.ID: "a"}}, nil
	}
	create := func(ctx context.Context) (oauthclient.Result, error) {
		return through(ctx, "Create", oauthclient.Client{oauthclient.ClientSecret: "s"}, ask)
	}
	ctx := recording.in(t.Context())
	first, _ := create(ctx)
	first.Client[oauthclient.ID] = "changed"
	playing := recording.played()
	again, err := create(playing.in(t.Context()))
	if err != nil || asked != 1 {
		t.Errorf("asked %d times, error %v", asked, err)
	}
	if diff := cmp.Diff("a", again.Client.Text(oauthclient.ID)); diff != "" {
		t.Errorf("the answer was changed:\n%s", diff)
	}
	if playing.secret != "s" || recording.secret != "s" {
		t.Error("the secret was not noted")
	}
	if _, err := create(playing.in(t.Context())); err == nil || asked != 1 {
		t.Errorf("asked %d times, error %v", asked, err)
	}
}
