package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/faults"
)

// report writes tables in Markdown: what was done to each backend and what came of it, the faults by kind, and the trials
// that found something.
func report(out io.Writer, backends []string, results map[string][]result) {
	header := append([]string{"backend", "trials", "operations (create, update, delete)", "requests", "spoiled", "spoiled writes", "signals"}, names(kindsOfFindings)...)
	rows := [][]string{append(header, "applies, most")}
	for _, backend := range backends {
		rows = append(rows, summary(backend, results[backend]))
	}
	table(out, rows)

	rows = [][]string{append([]string{"fault"}, backends...)}
	for _, fault := range faults.All() {
		row := []string{fault.Name}
		for _, backend := range backends {
			row = append(row, fmt.Sprint(countFault(results[backend], fault.Name)))
		}
		rows = append(rows, row)
	}
	table(out, rows)

	for _, backend := range backends {
		for _, r := range results[backend] {
			for _, f := range r.findings {
				fmt.Fprintf(out, "%s, seed %d: %s: %s (%s)\n", backend, r.seed, f.kind, f.about, r.folder)
			}
		}
	}
}

func summary(backend string, results []result) []string {
	var asked operations
	var requests, spoiled, writes, applies int
	kills, found := map[victim]int{}, map[kindOfFinding]int{}
	for _, r := range results {
		asked.add(r.asked)
		requests += r.exposed
		for _, event := range r.trail {
			if event.Fault == "" {
				continue
			}
			spoiled++
			if event.Method != http.MethodGet {
				writes++
			}
		}
		for v, n := range r.kills {
			kills[v] += n
		}
		for _, f := range r.findings {
			found[f.kind]++
		}
		applies = max(applies, r.applies)
	}
	var killed []string
	for _, v := range allVictims {
		if kills[v] > 0 {
			killed = append(killed, fmt.Sprintf("%d %s", kills[v], v))
		}
	}
	row := []string{
		backend, fmt.Sprint(len(results)), fmt.Sprintf("%d (%d, %d, %d)", asked.total(), asked.creates, asked.updates, asked.deletes),
		fmt.Sprint(requests), fmt.Sprint(spoiled), fmt.Sprint(writes), strings.Join(killed, ", "),
	}
	for _, kind := range kindsOfFindings {
		row = append(row, fmt.Sprint(found[kind]))
	}
	return append(row, fmt.Sprint(applies))
}

func countFault(results []result, name string) int {
	n := 0
	for _, r := range results {
		for _, event := range r.trail {
			if event.Fault == name {
				n++
			}
		}
	}
	return n
}

func names(kinds []kindOfFinding) []string {
	var names []string
	for _, kind := range kinds {
		names = append(names, string(kind))
	}
	return names
}

// table writes rows as a table in Markdown; the first is the header.
func table(out io.Writer, rows [][]string) {
	for i, row := range rows {
		fmt.Fprintf(out, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			fmt.Fprintf(out, "|%s\n", strings.Repeat("---|", len(row)))
		}
	}
	fmt.Fprintln(out)
}
