package client

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
)

// secretColumns are what decides about a secret, in the order of the columns of secretRows.
var secretColumns = []struct {
	name string
	set  func(c *secretCase) *bool
}{
	{"given", func(c *secretCase) *bool { return &c.given }},
	{"writeOnly", func(c *secretCase) *bool { return &c.writeOnly }},
	{"undecided", func(c *secretCase) *bool { return &c.undecided }},
	{"used", func(c *secretCase) *bool { return &c.used }},
	{"exists", func(c *secretCase) *bool { return &c.exists }},
	{"renewable", func(c *secretCase) *bool { return &c.renewable }},
	{"rotated", func(c *secretCase) *bool { return &c.rotated }},
	{"uncertain", func(c *secretCase) *bool { return &c.uncertain }},
	{"wasUsed", func(c *secretCase) *bool { return &c.wasUsed }},
	{"held", func(c *secretCase) *bool { return &c.held }},
}

// secretRows say what becomes of the secret: "+" stands for a column that is true, "-" for one that is false, and "." for any.
// They exclude each other, so their order says nothing.
var secretRows = []struct {
	columns string
	want    secretPlan
	why     string
}{
	{"+.........", givenSecret, "what is configured is the secret"},
	{"-+........", noSecret, "a write-only secret is in no state"},
	{"--+.......", newSecret, "it is not known yet whether the client uses one, so nothing is known of it"},
	{"----......", noSecret, "the client authenticates by key, by certificate or not at all"},
	{"---+-.....", newSecret, "a new client gets one"},
	{"---++-....", keepSecret, "a server that makes the secrets and cannot be asked for one decides alone"},
	{"---++++...", newSecret, "a trigger has changed"},
	{"---+++-+..", newSecret, "nobody knows which secret the client has"},
	{"---+++--+.", keepSecret, "the client goes on with its secret, be that known or not"},
	{"---+++---+", keepSecret, "the state has the secret already"},
	{"---+++----", newSecret, "the client comes from a method without a secret"},
}

// Every case that there can be is decided by one row.
func TestSecretTable(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for bits := range 1 << len(secretColumns) {
		var c secretCase
		text := ""
		for i, column := range secretColumns {
			*column.set(&c) = bits&(1<<i) != 0
			text += map[bool]string{true: "+", false: "-"}[*column.set(&c)]
		}
		rows := 0
		for _, row := range secretRows {
			if !rowMatches(row.columns, text) {
				continue
			}
			rows++
			used[row.columns] = true
			if got := c.plan(); got != row.want {
				t.Errorf("%+v: plan %d, want %d: %s", c, got, row.want, row.why)
			}
		}
		if rows != 1 {
			t.Errorf("%+v: %d rows", c, rows)
		}
	}
	if len(used) != len(secretRows) {
		t.Errorf("%d of %d rows decide a case", len(used), len(secretRows))
	}
}

func rowMatches(columns, text string) bool {
	for i := range columns {
		if columns[i] != '.' && columns[i] != text[i] {
			return false
		}
	}
	return len(columns) == len(text)
}

// What is configured, what the state has and what happened make the case, and the case what is sent.
func TestSecretToSend(t *testing.T) {
	t.Parallel()
	const given = "client_secret"
	id := map[string]any{"id": "a", "client_id": "a"}
	with := func(base map[string]any, pairs ...any) map[string]any {
		c := map[string]any{}
		for name, value := range base {
			c[name] = value
		}
		for i := 0; i < len(pairs); i += 2 {
			c[fmt.Sprint(pairs[i])] = pairs[i+1]
		}
		return c
	}
	const isNew = "a new one"
	onHydra, onRegistration := oauthclient.NewJudge(hydra.Profile()), oauthclient.NewJudge(registration.Profile())
	for _, tc := range []struct {
		name          string
		judge         *oauthclient.Judge
		config, state map[string]any
		memory        entity.Memory
		want          string
		wantPlan      secretPlan
	}{
		{"nothing new", onHydra, nil, with(id, given, "old"), entity.Memory{}, "", keepSecret},
		{"nothing known", onHydra, nil, id, entity.Memory{}, "", keepSecret},
		{"the same given", onHydra, with(nil, given, "old"), with(id, given, "old"), entity.Memory{}, "", givenSecret},
		{"another given", onHydra, with(nil, given, "new"), with(id, given, "old"), entity.Memory{}, "new", givenSecret},
		{"given, none known", onHydra, with(nil, given, "new"), id, entity.Memory{}, "new", givenSecret},
		{"the same given after a lost answer", onHydra, with(nil, given, "old"), with(id, given, "old"), entity.Memory{Uncertain: true}, "old", givenSecret},
		{"a lost answer", onHydra, nil, id, entity.Memory{Uncertain: true}, isNew, newSecret},
		{"a lost answer, and no use for a secret", onHydra, with(nil, "token_endpoint_auth_method", "none"), id, entity.Memory{Uncertain: true}, "", noSecret},
		{"triggers that changed", onHydra, with(nil, secretRotation, "2"), with(id, given, "old", secretRotation, "1"), entity.Memory{}, isNew, newSecret},
		{"triggers that stay", onHydra, with(nil, secretRotation, "1"), with(id, given, "old", secretRotation, "1"), entity.Memory{}, "", keepSecret},
		{"triggers that are added", onHydra, with(nil, secretRotation, "1"), with(id, given, "old"), entity.Memory{}, "", keepSecret},
		{"triggers that are added, none known", onHydra, with(nil, secretRotation, "1"), id, entity.Memory{}, isNew, newSecret},
		{"triggers that are taken out", onHydra, nil, with(id, given, "old", secretRotation, "1"), entity.Memory{}, "", keepSecret},
		{"from a public client", onHydra, nil, with(id, "token_endpoint_auth_method", "none"), entity.Memory{}, isNew, newSecret},
		{"to a public client", onHydra, with(nil, "token_endpoint_auth_method", "none"), with(id, given, "old"), entity.Memory{}, "", noSecret},
		{"write-only, new", onHydra, with(nil, secretWriteOnly, "wo", secretWriteOnlyVersion, "1"), with(id, given, "old"), entity.Memory{}, "wo", noSecret},
		{"write-only, the same version", onHydra, with(nil, secretWriteOnly, "wo2", secretWriteOnlyVersion, "1"), with(id, secretWriteOnlyVersion, "1"), entity.Memory{}, "", noSecret},
		{"write-only, another version", onHydra, with(nil, secretWriteOnly, "wo2", secretWriteOnlyVersion, "2"), with(id, secretWriteOnlyVersion, "1"), entity.Memory{}, "wo2", noSecret},
		{"write-only, edited without a version", onHydra, with(nil, secretWriteOnly, "wo2"), with(id, secretWriteOnlyVersion, "1"), entity.Memory{WriteOnly: entity.NewFingerprint("wo1")}, "wo2", noSecret},
		{"write-only, not edited, without a version", onHydra, with(nil, secretWriteOnly, "wo1"), with(id, secretWriteOnlyVersion, "1"), entity.Memory{WriteOnly: entity.NewFingerprint("wo1")}, "", noSecret},
		{"not write-only any more", onHydra, nil, with(id, secretWriteOnlyVersion, "1"), entity.Memory{}, "", keepSecret},
		{"triggers on a server that makes the secrets", onRegistration, with(nil, secretRotation, "2"), with(id, given, "old", secretRotation, "1"), entity.Memory{}, "", newSecret},
		{"nothing new on a server that makes the secrets", onRegistration, nil, with(id, given, "old"), entity.Memory{}, "", keepSecret},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			private, err := tc.memory.Encode()
			if err != nil {
				t.Fatal(err)
			}
			p, err := newPlanner(tc.judge, entity.Change{Config: secretObject(t, tc.config), State: secretObject(t, tc.state), Private: private})
			if err != nil {
				t.Fatal(err)
			}
			if got := p.secretCase().plan(); got != tc.wantPlan {
				t.Errorf("the plan of the secret is %d, want %d", got, tc.wantPlan)
			}
			planned := p.planned
			planned.others = map[string]tftypes.Value{secretWriteOnlyVersion: p.version}
			got := p.secretToSend(planned)
			if tc.want == isNew && len(got) == 52 {
				return
			}
			if got != tc.want {
				t.Errorf("%q is sent, want %q", got, tc.want)
			}
		})
	}
}

// secretObject makes an object of the resource's type of texts; one for triggers is the value of their one entry.
func secretObject(t *testing.T, attributes map[string]any) tftypes.Value {
	t.Helper()
	values := map[string]func(tftypes.Type) tftypes.Value{}
	for name, value := range attributes {
		if name == secretRotation {
			values[name] = func(as tftypes.Type) tftypes.Value {
				return tftypes.NewValue(as, map[string]tftypes.Value{"when": tftypes.NewValue(tftypes.String, value)})
			}
			continue
		}
		values[name] = text(fmt.Sprint(value))
	}
	return objectOf(t, values)
}
