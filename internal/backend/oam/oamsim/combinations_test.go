package oamsim

import (
	"reflect"
	"slices"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// TestCombinations checks what the documentation of Combinations promises.
func TestCombinations(t *testing.T) {
	t.Parallel()
	combinations := Combinations()
	if want := (Options{Name: "zero"}); !reflect.DeepEqual(combinations[0], want) {
		t.Errorf("the first combination is %+v, want %+v", combinations[0], want)
	}
	names := make(map[string]bool)
	for _, o := range combinations {
		if o.Name == "" || names[o.Name] {
			t.Errorf("name %q is empty or there twice", o.Name)
		}
		names[o.Name] = true
	}
	if want := 1 + 2*3*2*3; len(combinations) != want {
		t.Errorf("%d combinations, want %d", len(combinations), want)
	}

	switches := slices.Concat(decisive, formal)
	for i, first := range switches {
		for _, second := range switches[i+1:] {
			met := make(map[[2]int]bool)
			for _, o := range combinations {
				met[[2]int{position(o, first), position(o, second)}] = true
			}
			if len(met) != len(first)*len(second) {
				t.Errorf("only these settings of %q.. and %q.. meet: %v", first[1].Name, second[1].Name, met)
			}
		}
	}
}

// position tells which setting of a switch is in force: the one that changes nothing, else the first.
func position(o Options, positions []sim.Setting[Options]) int {
	for i, s := range positions[1:] {
		changed := o
		s.Set(&changed)
		if reflect.DeepEqual(o, changed) {
			return i + 1
		}
	}
	return 0
}

// TestEverySwitchIsCombined fails when an option is added that no combination sets.
func TestEverySwitchIsCombined(t *testing.T) {
	t.Parallel()
	noSwitch := map[string]bool{"Name": true, "Username": true, "Password": true, "Latency": true, "Now": true}
	fields := reflect.TypeFor[Options]()
	for i := range fields.NumField() {
		name := fields.Field(i).Name
		set := false
		for _, o := range Combinations() {
			set = set || !reflect.ValueOf(o).Field(i).IsZero()
		}
		if set == noSwitch[name] && name != "Name" {
			t.Errorf("%s is set in a combination: %t", name, set)
		}
	}
}
