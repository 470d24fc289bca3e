package sim_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

type options struct{ a, b, c, d int }

// positions returns a switch with the positions nothing, 1, 2 ...
func positions(name string, count int, member func(*options) *int) []sim.Setting[options] {
	switches := []sim.Setting[options]{{}}
	for n := 1; n < count; n++ {
		switches = append(switches, sim.Setting[options]{
			Name: fmt.Sprint(name, n),
			Set:  func(o *options) { *member(o) = n },
		})
	}
	return switches
}

var (
	switchA = positions("a", 2, func(o *options) *int { return &o.a })
	switchB = positions("b", 3, func(o *options) *int { return &o.b })
	switchC = positions("c", 4, func(o *options) *int { return &o.c })
	switchD = positions("d", 4, func(o *options) *int { return &o.d })
)

// applied returns what the rows make, by the names they have.
func applied(rows [][]sim.Setting[options]) (all []options, names []string) {
	for _, row := range rows {
		o, name := sim.Apply(options{}, row...)
		all, names = append(all, o), append(names, name)
	}
	return all, names
}

func TestProduct(t *testing.T) {
	t.Parallel()
	all, names := applied(sim.Product(switchA, switchB))
	want := []options{{}, {b: 1}, {b: 2}, {a: 1}, {a: 1, b: 1}, {a: 1, b: 2}}
	if diff := cmp.Diff(want, all, cmp.AllowUnexported(options{})); diff != "" {
		t.Errorf("options (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"", "b1", "b2", "a1", "a1, b1", "a1, b2"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestPairwise(t *testing.T) {
	t.Parallel()
	type switches = [][]sim.Setting[options]
	for _, tc := range []struct {
		name        string
		all, others switches
		least       int
	}{
		{"room enough", switches{switchC, switchD}, switches{switchA, switchB}, 16},
		{"too few", switches{switchA}, switches{switchB, switchC, switchD}, 16},
		{"nothing but pairs", nil, switches{switchA, switchB, switchC, switchD}, 16},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			all, names := applied(sim.Pairwise(tc.all, tc.others))
			met := map[string]bool{}
			for _, o := range all {
				for _, pair := range []string{
					fmt.Sprint("ab", o.a, o.b), fmt.Sprint("ac", o.a, o.c), fmt.Sprint("ad", o.a, o.d),
					fmt.Sprint("bc", o.b, o.c), fmt.Sprint("bd", o.b, o.d), fmt.Sprint("cd", o.c, o.d),
				} {
					met[pair] = true
				}
			}
			if want := 2*3 + 2*4 + 2*4 + 3*4 + 3*4 + 4*4; len(met) != want {
				t.Errorf("%d pairs meet, want %d", len(met), want)
			}
			if len(all) < tc.least || len(all) > 10*tc.least {
				t.Errorf("%d combinations, at least %d are needed", len(all), tc.least)
			}
			_, again := applied(sim.Pairwise(tc.all, tc.others))
			if diff := cmp.Diff(names, again); diff != "" {
				t.Errorf("not the same every time:\n%s", diff)
			}
		})
	}
}
