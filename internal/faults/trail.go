package faults

import (
	"slices"
	"sync"
)

// An Event is what happened to one request. It holds no query, header or body, which may hold secrets.
type Event struct {
	// Method and Path are the request's; a star stands for what looks like an id.
	Method, Path string
	// Fault is the name of the fault that befell the request, empty for none.
	Fault string
	// Passed says that the server has carried the request out, and Status is what it answered, 0 before.
	Passed bool
	Status int
}

// A trail is a list of events.
type trail struct {
	mu   sync.Mutex
	list []Event
}

// add appends an event and returns its index.
func (t *trail) add(e Event) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = append(t.list, e)
	return len(t.list) - 1
}

func (t *trail) passed(index, status int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list[index].Passed, t.list[index].Status = true, status
}

func (t *trail) events() []Event {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.list)
}
