package httpapi

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// noticeableWait is the wait from which a user is told what requests wait for.
const noticeableWait = time.Second

// A pace is the one queue of all attempts of a Client: at most so many at a time, at most so many a second, and none
// before a server that has had enough is ready again.
type pace struct {
	slots    chan struct{} // holds one element for each attempt under way
	rate     float64
	interval time.Duration // between two attempts; 0: none
	tell     func(ctx context.Context, reason string)

	mu     sync.Mutex
	next   time.Time // before which no attempt may begin, for the rate
	resume time.Time // before which no attempt may begin, for a server's wish
	told   bool
}

func newPace(cfg Config) *pace {
	p := &pace{slots: make(chan struct{}, cfg.MaxConcurrentRequests), rate: cfg.RequestsPerSecond, tell: cfg.OnWait}
	if p.rate > 0 {
		p.interval = time.Duration(float64(time.Second) / p.rate)
	}
	return p
}

// enter waits until an attempt may begin. A wait that cannot end in time is not begun.
func (p *pace) enter(ctx context.Context) *failure {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return ended(ctx.Err())
	}
	f := p.await(ctx)
	if f != nil {
		p.leave()
	}
	return f
}

func (p *pace) leave() { <-p.slots }

func (p *pace) await(ctx context.Context) *failure {
	for {
		if ctx.Err() != nil {
			return ended(ctx.Err())
		}
		wait, mine := p.turn(time.Now())
		deadline, limited := ctx.Deadline()
		switch {
		case !mine && wait > maxServerWait:
			return &failure{
				final: true, advice: "Apply again after that.",
				what: fmt.Sprintf("it was not sent, since the server has asked for a pause of %s, and requests wait %s at most", wait.Round(time.Second), maxServerWait),
			}
		case wait > 0 && limited && time.Until(deadline) <= wait:
			return &failure{final: true, what: fmt.Sprintf("it was not sent, since it would have had to wait %s, longer than the operation may take",
				wait.Round(time.Millisecond))}
		case mine && wait >= noticeableWait:
			p.say(ctx, fmt.Sprintf("Requests wait for their turn: requests_per_second is %g.", p.rate))
		}
		if wait <= 0 {
			return nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ended(ctx.Err())
		}
		if mine && !p.held() {
			return nil
		}
	}
}

// turn returns how long to wait, and whether the turn after that wait belongs to the caller: while a server's wish
// holds, nobody has one.
func (p *pace) turn(now time.Time) (wait time.Duration, mine bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.resume.After(now) {
		return p.resume.Sub(now), false
	}
	at := now
	if p.next.After(now) {
		at = p.next
	}
	p.next = at.Add(p.interval)
	return at.Sub(now), true
}

func (p *pace) held() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.resume.After(time.Now())
}

// hold keeps every attempt from beginning for a time, because of an answer.
func (p *pace) hold(ctx context.Context, wait time.Duration, answer string) {
	p.mu.Lock()
	if resume := time.Now().Add(wait); resume.After(p.resume) {
		p.resume = resume
	}
	p.mu.Unlock()
	if wait >= noticeableWait {
		p.say(ctx, fmt.Sprintf("The server answered %s, so all requests pause for %s.", answer, wait.Round(time.Second)))
	}
}

// say tells the user once what requests wait for.
func (p *pace) say(ctx context.Context, reason string) {
	p.mu.Lock()
	first := !p.told
	p.told = true
	p.mu.Unlock()
	if first && p.tell != nil {
		p.tell(ctx, reason)
	}
}
