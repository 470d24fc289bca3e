package main

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/faults"
)

// What a step led to is told once, for that step, and only an orphan lets the later ones go on.
func TestLife(t *testing.T) {
	t.Parallel()
	fault, _ := faults.Find("503 empty after")
	c := client{keeping: generated, key: "c1", name: "n", redirects: []string{"https://a"}}
	configured := map[string]client{c.address(): c}
	good := map[string]instance{c.address(): {ClientID: "1", Secret: "right"}}
	mine, another := held{ID: "1", Name: "n", Redirects: []string{"https://a"}}, held{ID: "2"}
	for name, tc := range map[string]struct {
		state  map[string]instance
		held   []held
		befell bool
		want   string
		lost   bool
	}{
		"nothing befell it": {good, []held{mine}, false, "-", false},
		"all is well":       {good, []held{mine}, true, "ok", false},
		"an orphan":         {good, []held{mine, another}, true, "orphans", false},
		"gone":              {good, nil, true, "missing", true},
		"gone and another":  {good, []held{another}, true, "missing, orphans", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := testServer()
			srv.clients = func(string) ([]held, error) { return tc.held, nil }
			srv.authenticates = func(_, secret string) (bool, error) { return secret == "right", nil }
			proxy, err := faults.Start(http.NotFoundHandler(), faults.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = proxy.Close() })
			if tc.befell {
				proxy.SpoilNext(http.MethodPost, fault)
			}
			response, err := http.Post(proxy.URL, "", nil)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			l := &life{fault: fault, server: srv, proxy: proxy, found: map[string][]finding{}, helped: map[string][]finding{}, known: map[finding]bool{}}
			if err := l.look(steps[0], configured, tc.state); err != nil {
				t.Fatal(err)
			}
			if got := l.cell(http.MethodPost); got != tc.want || l.lost != tc.lost || l.hasFindings() != (tc.want != "ok" && tc.want != "-") {
				t.Errorf("%q, lost %t, findings %t; want %q, %t", got, l.lost, l.hasFindings(), tc.want, tc.lost)
			}
			if err := l.look(steps[0], configured, tc.state); err != nil {
				t.Fatal(err)
			}
			if tc.befell && !tc.lost {
				if diff := cmp.Diff("ok", l.cell(http.MethodPost)); diff != "" {
					t.Errorf("the same is told again (-want +got):\n%s", diff)
				}
			}
		})
	}
}
