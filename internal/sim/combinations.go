package sim

import (
	"math/rand/v2"
	"strings"
)

// A Setting is one position of a switch of the options O, with the name that it gives to options. The zero value changes
// nothing and has no name.
type Setting[O any] struct {
	Name string
	Set  func(*O)
}

// On returns the setting that a function makes.
func On[O any](name string, set func(*O)) Setting[O] { return Setting[O]{Name: name, Set: set} }

// Apply returns the options that the settings make of base, and the names of the settings.
func Apply[O any](base O, settings ...Setting[O]) (O, string) {
	var names []string
	for _, s := range settings {
		if s.Set != nil {
			s.Set(&base)
			names = append(names, s.Name)
		}
	}
	return base, strings.Join(names, ", ")
}

// Product returns every combination of one setting of each switch, the last switch turning fastest.
func Product[O any](switches ...[]Setting[O]) [][]Setting[O] {
	rows := [][]Setting[O]{{}}
	for _, positions := range switches {
		var longer [][]Setting[O]
		for _, row := range rows {
			for _, s := range positions {
				longer = append(longer, append(row[:len(row):len(row)], s))
			}
		}
		rows = longer
	}
	return rows
}

// Pairwise returns every combination of the settings of the switches in all, with one setting of each of the other
// switches beside it, such that every two settings of two switches meet in one of the results. The other settings are
// drawn at random, the same way every time, until that is so; from time to time there is twice the room for it.
func Pairwise[O any](all, others [][]Setting[O]) [][]Setting[O] {
	const tries = 1000
	base := Product(all...)
	for seed := uint64(1); ; seed++ {
		if seed%tries == 0 {
			base = append(base, base...)
		}
		random := rand.New(rand.NewPCG(0, seed))
		rows := make([][]Setting[O], len(base))
		for i, row := range base {
			rows[i] = row[:len(row):len(row)]
			for _, positions := range others {
				rows[i] = append(rows[i], positions[random.IntN(len(positions))])
			}
		}
		if unmet(append(all[:len(all):len(all)], others...), rows) == 0 {
			return rows
		}
	}
}

// unmet counts the pairs of settings of two switches that are in none of the rows. The settings of a switch have
// different names.
func unmet[O any](switches [][]Setting[O], rows [][]Setting[O]) int {
	type pair struct {
		i, j int
		a, b string
	}
	met := map[pair]bool{}
	for _, row := range rows {
		for j := range row {
			for i := range j {
				met[pair{i, j, row[i].Name, row[j].Name}] = true
			}
		}
	}
	wanted := 0
	for j := range switches {
		for i := range j {
			wanted += len(switches[i]) * len(switches[j])
		}
	}
	return wanted - len(met)
}
