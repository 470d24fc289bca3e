package oamsim

import (
	"slices"
	"strings"
	"time"
)

// A key names an entity. The domain is empty for identity domains.
type key struct{ domain, name string }

// A row is an entity with what it was before it was last written, which GETs may still show.
type row[T any] struct {
	key         key
	now, before *T // nil: there is none
	// reads is how many more GETs show the state before; until is when the others stop to.
	reads int
	until time.Time
}

// write stores a new state, nil for a deleted entity, and lets reads be stale as the options say.
func (k *kind[T]) write(at key, state *T) {
	r := k.row(at)
	r.before, r.now = r.now, state
	r.reads = k.server.opts.StaleReads
	r.until = k.server.opts.Now().Add(k.server.opts.StaleFor)
}

// set stores a new state that all reads see.
func (k *kind[T]) set(at key, state *T) {
	r := k.row(at)
	r.now, r.reads, r.until = state, 0, time.Time{}
}

// row returns the row of a key, a new one if necessary.
func (k *kind[T]) row(at key) *row[T] {
	for _, r := range k.rows {
		if r.key == at {
			return r
		}
	}
	k.rows = append(k.rows, &row[T]{key: at})
	slices.SortFunc(k.rows, func(a, b *row[T]) int {
		return strings.Compare(a.key.domain+"\x00"+a.key.name, b.key.domain+"\x00"+b.key.name)
	})
	return k.row(at)
}

// current returns an entity as it is; nil: there is none.
func (k *kind[T]) current(at key) *T {
	for _, r := range k.rows {
		if r.key == at {
			return r.now
		}
	}
	return nil
}

// seen returns an entity as a GET sees it, and counts that GET; nil: there is none.
func (r *row[T]) seen(now time.Time) *T {
	if r.reads > 0 {
		r.reads--
		return r.before
	}
	if now.Before(r.until) {
		return r.before
	}
	return r.now
}

// find returns the row of the entity in a domain that has the name or, when that is empty, the id; nil: there is none.
// A row that is deleted, or that GETs do not show yet, is found all the same.
func (k *kind[T]) find(domain, name, id string) *row[T] {
	for _, r := range k.rows {
		if r.key.domain != domain {
			continue
		}
		if name != "" && r.key.name == name || name == "" && (r.now != nil && k.id(*r.now) == id || r.before != nil && k.id(*r.before) == id) {
			return r
		}
	}
	return nil
}
