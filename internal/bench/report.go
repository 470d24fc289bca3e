package main

import (
	"fmt"
	"io"
	"slices"
)

func engineCPU(m measurement) float64   { return m.engine.cpu.Seconds() }
func providerCPU(m measurement) float64 { return m.provider.cpu.Seconds() }
func allCPU(m measurement) float64      { return engineCPU(m) + providerCPU(m) }

// median returns the median of what the measurements of a step say.
func (b *bench) median(step string, of func(measurement) float64) float64 {
	var values []float64
	for _, m := range b.results[step] {
		values = append(values, of(m))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// report prints a table of what each step of each subject cost. The ratio is that of the CPU time to the floor's.
func report(w io.Writer, benches []*bench) {
	var floor *bench
	for _, b := range benches {
		if b.name == floorName {
			floor = b
		}
	}
	_, _ = fmt.Fprintf(w, "\n%d resources:\n\n| | step | wall, s | engine, CPU s | provider, CPU s | provider, ms each | of the floor | peak MiB, engine / provider | requests |\n"+
		"|---|---|---|---|---|---|---|---|---|\n", benches[0].n)
	for _, b := range benches {
		for _, step := range []string{creation, planning, planningOffline, change, destruction} {
			ratio := "-"
			if floor != nil {
				ratio = fmt.Sprintf("%.2f", b.median(step, allCPU)/floor.median(step, allCPU))
			}
			_, _ = fmt.Fprintf(w, "| %s | %s | %.1f | %.2f | %.2f | %.2f | %s | %.0f / %.0f | %.0f |\n", b.name, step,
				b.median(step, func(m measurement) float64 { return m.wall.Seconds() }),
				b.median(step, engineCPU), b.median(step, providerCPU), b.median(step, providerCPU)*1000/float64(b.n), ratio,
				b.median(step, func(m measurement) float64 { return m.engine.peak }),
				b.median(step, func(m measurement) float64 { return m.provider.peak }),
				b.median(step, func(m measurement) float64 { return float64(m.requests) }))
		}
	}
}
