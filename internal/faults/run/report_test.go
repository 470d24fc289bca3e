package main

import (
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/faults"
)

func TestReport(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	report(&out, []string{"hydra"}, map[string][]result{"hydra": {
		{seed: 1, asked: operations{1, 2, 3}, exposed: 3, applies: 1, kills: map[victim]int{interrupted: 1}, trail: []faults.Event{
			{Method: "GET", Fault: "slow"}, {Method: "GET"}, {Method: "PUT", Fault: "slow"},
		}},
		{seed: 2, asked: operations{1, 0, 0}, exposed: 1, applies: 5, folder: "/there", findings: []finding{{orphan, "x"}, {stuck, "for good"}}},
	}})
	for _, want := range []string{
		"| hydra | 2 | 7 (2, 2, 3) | 4 | 2 | 1 | 1 SIGINT | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 5 |\n",
		"| slow | 2 |\n",
		"| 100 MB | 0 |\n",
		"hydra, seed 2: orphans: x (/there)\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
}
