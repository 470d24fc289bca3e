package oauthclient

import (
	"context"
	"sync"
	"time"
)

const (
	// worthAPage is how many reads must wait, or must have been asked for before, when the first page of a list is asked for: a
	// page may have none of them, and a small configuration on a large server should not pay for that.
	worthAPage = 5
	// gathering is how long after the beginning of the first read those that come with it are waited for, to see how many there
	// are. Where that read takes long, be it for the server or for an overloaded machine, the others come late too, and are
	// waited for as long again, up to longGathering.
	gathering     = 20 * time.Millisecond
	longGathering = 100 * time.Millisecond
)

// A readAhead answers reads from pages of a list, so that a refresh of many clients does not take a request for each. It
// starts with single reads, asks for a page when so many reads wait that it is worth while, and for another one only while
// the pages before have saved more than they cost. What a list has said of a client is used once, and a write makes all of
// it stale: so nothing outlives the walk over a configuration.
//
// Clients that no page had are read alone: only the answer to that says that a client is gone.
type readAhead struct {
	mu    sync.Mutex
	lists map[string]*pages
}

// pages are those of one list.
type pages struct {
	// asked is how many reads were asked for, waiting how many of them wait now, and hits how many were answered by pages.
	asked, waiting, hits int
	// read is how many pages were read, or are being read.
	read int
	// busy says that a page, or the first single read, is under way, and changed is closed when that ends.
	busy    bool
	changed chan struct{}
	// over says that there are no more pages, or none that may be read.
	over bool
	// fetched is what pages have said, by ID.
	fetched map[string]Fetched
	// next lets the walk over the list go on to the next page, and stop ends it.
	next chan struct{}
	stop context.CancelFunc
}

// fetch returns what the server says of a client.
func (s *Service) fetch(ctx context.Context, known Client) (Fetched, error) {
	id := known.Text(ID)
	if !s.profile.Can.List || !s.profile.Can.WholeClients || id == "" {
		return s.driver.Fetch(ctx, known)
	}
	var filter Client
	if s.profile.ListOf != nil {
		filter = s.profile.ListOf(known)
	}
	p := s.ahead.list(filter)
	fetched, first := s.listed(ctx, p, filter, id)
	if fetched != nil {
		return fetched, nil
	}
	if first {
		begun := time.Now()
		defer func() {
			took := time.Since(begun)
			time.AfterFunc(max(gathering-took, min(took, longGathering)), func() { s.ahead.settle(p) })
		}()
	}
	return s.driver.Fetch(ctx, known)
}

// list returns the pages of the list with a filter.
func (a *readAhead) list(filter Client) *pages {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := ""
	for _, f := range filter.Fields().Sorted() {
		key += f.String() + "=" + filter.Text(f) + "\x00"
	}
	p, ok := a.lists[key]
	if !ok {
		p = &pages{fetched: map[string]Fetched{}, changed: make(chan struct{})}
		if a.lists == nil {
			a.lists = map[string]*pages{}
		}
		a.lists[key] = p
	}
	return p
}

// forget drops all that lists have said: a write makes it stale.
func (a *readAhead) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.lists {
		p.over = true
		clear(p.fetched)
		if p.stop != nil {
			p.stop()
		}
	}
	a.lists = nil
}

// writes drops what lists have said now, and again when the function it returns is called at the end of a write.
func (a *readAhead) writes() (end func()) {
	a.forget()
	return a.forget
}

// listed returns what a page has said of a client, nil when it must be read alone. First says that it is the first read of
// all, for whose end the others wait.
func (s *Service) listed(ctx context.Context, p *pages, filter Client, id string) (fetched Fetched, first bool) {
	a := &s.ahead
	a.mu.Lock()
	defer a.mu.Unlock()
	p.asked++
	if p.asked == 1 {
		p.busy = true
		return nil, true
	}
	for {
		if fetched, ok := p.fetched[id]; ok {
			delete(p.fetched, id)
			p.hits++
			return fetched, false
		}
		switch {
		case p.busy:
			if !a.wait(ctx, p) {
				return nil, false
			}
		case p.worthAnother():
			s.turnPage(ctx, p, filter)
		default:
			return nil, false
		}
	}
}

// worthAnother reports whether another page is likely to save more reads than it costs.
func (p *pages) worthAnother() bool {
	switch {
	case p.over:
		return false
	case p.read == 0:
		return p.waiting+1 >= worthAPage || p.asked > worthAPage
	}
	// Engines read in no order: of ten pages that are all wanted, the first answers one read in ten.
	return p.hits >= p.read
}

// wait waits until what is under way has ended. It returns false when ctx is done before. A page that nobody waits for any
// more is given up: the reads were cancelled, and no request may begin after that, such as another try.
func (a *readAhead) wait(ctx context.Context, p *pages) bool {
	p.waiting++
	changed := p.changed
	a.mu.Unlock()
	var ended bool
	select {
	case <-changed:
		ended = true
	case <-ctx.Done():
	}
	a.mu.Lock()
	p.waiting--
	if !ended && p.waiting == 0 && p.stop != nil {
		p.over = true
		p.stop()
	}
	return ended
}

// settle ends the first single read, or a page.
func (a *readAhead) settle(p *pages) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ended(p)
}

func (a *readAhead) ended(p *pages) {
	p.busy = false
	close(p.changed)
	p.changed = make(chan struct{})
}

// turnPage begins to read another page. The walk over the list outlives the read that began it, and waits between two pages
// until somebody wants the next.
func (s *Service) turnPage(ctx context.Context, p *pages, filter Client) {
	p.busy = true
	p.read++
	if p.next != nil {
		p.next <- struct{}{}
		return
	}
	p.next = make(chan struct{}, 1)
	walk, stop := context.WithCancel(context.WithoutCancel(ctx))
	p.stop = stop
	go s.walkPages(walk, p, filter)
}

func (s *Service) walkPages(ctx context.Context, p *pages, filter Client) {
	a := &s.ahead
	_ = s.driver.List(ctx, Filter{Equal: filter, NextPage: func() bool {
		a.settle(p)
		select {
		case <-p.next:
			return true
		case <-ctx.Done():
			return false
		}
	}}, func(listed Listed) bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		if listed.Fetched != nil && !p.over {
			p.fetched[listed.ID] = listed.Fetched
		}
		return true
	})
	a.mu.Lock()
	defer a.mu.Unlock()
	p.over = true // at the end of the list, or refused: then all else is read alone
	a.ended(p)
}
