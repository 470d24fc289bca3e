package export

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func named(id, name string) *client {
	return &client{id: id, values: oauthclient.Client{oauthclient.ClientID: id, oauthclient.ClientName: name}}
}

func TestGiveNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Long ", 50)
	for _, tc := range []struct {
		name    string
		clients []*client
		want    []string
	}{
		{"simple", []*client{named("1", "My  Shop (test)")}, []string{"my_shop_test"}},
		{"without a name", []*client{named("The-Shop", "")}, []string{"the_shop"}},
		{"nothing of use", []*client{named("::", "!?")}, []string{"client"}},
		{"digits first", []*client{named("1", "2nd shop")}, []string{"c_2nd_shop"}},
		{"other alphabets", []*client{named("1", "Café Ωmega"), named("2", "店")}, []string{"café_ωmega", "店"}},
		{"a letter that no identifier has", []*client{named("1", "a\u0345")}, []string{"a"}},
		{"long", []*client{named("1", long)}, []string{strings.TrimSuffix(strings.Repeat("long_", 15), "_")}},
		{
			"the same name",
			[]*client{named("1", "shop"), named("b", "Shop"), named("x", "other")},
			[]string{"shop_1", "shop_b", "other"},
		},
		{
			"the same name and nearly the same client_id",
			[]*client{named("b", "shop"), named("b.", "shop"), named("c", "shop b")},
			[]string{"shop_b_2", "shop_b_3", "shop_b"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			giveNames(tc.clients)
			got := make([]string, len(tc.clients))
			for i, c := range tc.clients {
				got[i] = c.name
				if !hclsyntax.ValidIdentifier(c.name) {
					t.Errorf("%q is no identifier", c.name)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever clients are called, their names are identifiers, none is there twice, also not in other letters, and no name of a file
// is too long.
func FuzzGiveNames(f *testing.F) {
	f.Add("shop", "Shop", "id")
	f.Add(strings.Repeat("\U00020000", 80), strings.Repeat("\U00020000", 90), strings.Repeat("\U00020001", 90))
	f.Add("a\u0345", "\u0345a", "\xff")
	f.Add("2", "_2", "c_2")
	f.Add("İ", "i̇", "K")
	f.Add("override", "my override", "OVERRIDE_")
	f.Fuzz(func(t *testing.T, first, second, id string) {
		clients := []*client{
			named(id, first), named(id+"2", second), named(first, ""), named(id+"3", first), named(id+".", second), named(second, "\n"), named("", first+"_2"),
		}
		giveNames(clients)
		seen := map[string]bool{}
		for _, c := range clients {
			file := strings.ToLower(fileName(c.name))
			if !hclsyntax.ValidIdentifier(c.name) || cty.NormalizeString(c.name) != c.name || len(file) > 255 || seen[file] {
				t.Errorf("%q is named %q, in %s", c.values.Text(oauthclient.ClientName), c.name, file)
			}
			seen[file] = true
		}
	})
}

// A file must not be taken for one that overrides others, nor be the same as another one on a file system without case.
func TestFileName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"shop": "client_shop.tf", "override": "client_override_.tf", "my_override": "client_my_override_.tf", "provider": "client_provider.tf",
	} {
		if got := fileName(name); got != want || strings.HasSuffix(got, "_override.tf") {
			t.Errorf("%s is in %s, want %s", name, got, want)
		}
	}
}
