package main

import (
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var compareClients = cmp.AllowUnexported(client{})

func testServer() *server {
	return &server{name: "hydra", keepings: everyKeeping, rotates: true, renames: true, scope: anyScope, responseTypes: true}
}

func testModel(seed uint64) *model {
	return newModel(rand.New(rand.NewPCG(seed, 0)), testServer(), "test")
}

// The same seed makes the same changes, and every change is of the size asked for.
func TestModel(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		m, again := testModel(seed), testModel(seed)
		for _, c := range changes {
			before, asked := maps.Clone(m.clients), m.asked
			m.change(c.removed, c.changed, c.takenBack, c.added)
			again.change(c.removed, c.changed, c.takenBack, c.added)
			if want := len(before) - c.removed + c.added; len(m.clients) != want {
				t.Errorf("seed %d: %d clients, want %d", seed, len(m.clients), want)
			}
			if len(before) > 0 && m.asked.updates == asked.updates {
				t.Errorf("seed %d: nothing is updated", seed)
			}
			checkNumbers(t, m.clients)
		}
		if diff := cmp.Diff(m.clients, again.clients, compareClients); diff != "" {
			t.Errorf("seed %d: not the same (-one +other):\n%s", seed, diff)
		}
		left := len(m.clients)
		deletes := m.asked.deletes
		if m.clear(); m.asked.deletes != deletes+left || len(m.clients) != 0 {
			t.Errorf("seed %d: %d deletes for %d clients", seed, m.asked.deletes-deletes, left)
		}
	}
}

// checkNumbers checks that counted clients are numbered from 0 without a gap, as count has them.
func checkNumbers(t *testing.T, clients map[string]client) {
	t.Helper()
	for i, c := range inOrder(clients, counted) {
		if want := (client{keeping: counted, key: string(rune('0' + i))}).address(); c.address() != want {
			t.Errorf("%s stands where %s belongs", c.address(), want)
		}
	}
}

// What is taken back is as it was before the last change.
func TestModel_takenBack(t *testing.T) {
	t.Parallel()
	m := testModel(1)
	m.change(0, 0, 0, 8)
	first := maps.Clone(m.clients)
	m.change(0, 8, 0, 0)
	if cmp.Equal(first, m.clients, compareClients) {
		t.Fatal("nothing is changed")
	}
	m.change(0, 0, 8, 0)
	if diff := cmp.Diff(first, m.clients, compareClients); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
	if want := (operations{creates: 8, updates: 16}); m.asked != want {
		t.Errorf("asked for %+v, want %+v", m.asked, want)
	}
}
