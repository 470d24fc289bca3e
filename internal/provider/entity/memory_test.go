package entity_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
)

var (
	reminder = oauthclient.NewField(oauthclient.Spec{Path: "stub.reminder", Kind: oauthclient.Set, Observed: true})
	fields   = map[string]oauthclient.Field{
		"client_name": oauthclient.ClientName, "scopes": oauthclient.Scopes, "require_auth_time": oauthclient.RequireAuthTime, "default_max_age": oauthclient.DefaultMaxAge,
	}
	compareFields = cmp.Comparer(func(a, b oauthclient.Field) bool { return a == b })
)

// TestMemory writes memories and reads them again. The text is what the private state of resources has: it must not change.
func TestMemory(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		memory entity.Memory
		text   string
	}{
		{"nothing known", entity.Memory{}, `{"filled":null}`},
		{"nothing filled in", entity.Memory{Server: "s", Baseline: &oauthclient.Baseline{}}, `{"server":"s","filled":{}}`},
		{
			"everything",
			entity.Memory{
				Server: "s", Uncertain: true, Deleting: true, MovedFrom: "m",
				Baseline: &oauthclient.Baseline{
					Filled:   oauthclient.Client{oauthclient.ClientName: "n", oauthclient.RequireAuthTime: true},
					Adjusted: oauthclient.Client{oauthclient.Scopes: []string{"a"}, oauthclient.DefaultMaxAge: nil},
				},
				Remembered: oauthclient.Client{reminder: []string{"r"}},
			},
			`{"server":"s","uncertain":true,"deleting":true,"moved_from":"m","filled":{"client_name":"n","require_auth_time":true},` +
				`"adjusted":{"default_max_age":null,"scopes":["a"]},"remembered":{"stub.reminder":["r"]}}`,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			text, err := tc.memory.Encode()
			if err != nil || string(text) != tc.text {
				t.Errorf("encoded %s, %v, want %s", text, err, tc.text)
			}
			got, err := entity.DecodeMemory(text, fields, oauthclient.NewFieldSet(reminder))
			if err != nil {
				t.Fatal(err)
			}
			again, err := got.Encode()
			if err != nil || string(again) != tc.text {
				t.Errorf("decoded and encoded again %s, %v, want %s", again, err, tc.text)
			}
		})
	}
}

// TestDecodeMemory_other reads what another version of the provider may have written.
func TestDecodeMemory_other(t *testing.T) {
	t.Parallel()
	got, err := entity.DecodeMemory([]byte(`{"later":1,"filled":{"client_name":"n","scopes":"not a set","gone":1},"remembered":{"stub.reminder":["r"]}}`), fields, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[oauthclient.Field]any{oauthclient.ClientName: "n"}
	if diff := cmp.Diff(want, map[oauthclient.Field]any(got.Baseline.Filled), compareFields); diff != "" || len(got.Remembered) > 0 {
		t.Errorf("remembered %v, filled (-want +got):\n%s", got.Remembered, diff)
	}
	if none, err := entity.DecodeMemory(nil, fields, nil); err != nil || none.Baseline != nil {
		t.Errorf("of no text: %v, %v", none, err)
	}
	if _, err := entity.DecodeMemory([]byte("{"), fields, nil); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("of half a text: %v", err)
	}
}

func TestElsewhere(t *testing.T) {
	t.Parallel()
	for server, other := range map[string]bool{"": false, "https://a": false, "https://b": true} {
		if err := (entity.Memory{Server: server}).Elsewhere("client", "shop", "https://a"); (err != nil) != other {
			t.Errorf("made on %q: %v", server, err)
		}
	}
}

func TestFingerprint(t *testing.T) {
	t.Parallel()
	one, other := entity.NewFingerprint("secret"), entity.NewFingerprint("secret")
	if !one.Matches("secret") || one.Matches("Secret") || (*entity.Fingerprint)(nil).Matches("") {
		t.Error("it matches another secret, or not its own")
	}
	if cmp.Equal(one, other) {
		t.Error("the same secret has the same fingerprint twice")
	}
}
