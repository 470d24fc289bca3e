package faults

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// Options configure a [Proxy]. The zero value spoils nothing.
type Options struct {
	// Seed chooses the requests that are spoiled, and how.
	Seed uint64
	// Rate is the share of the requests that are spoiled, from 0 to 1.
	Rate float64
	// Faults are the faults to choose from, each as likely as the others. Nil: all of them.
	Faults []Fault
	// Hold is how long the answer of a slow server is held back; it has to be more than the caller's time-out. 0: 5 s.
	Hold time.Duration
	// Gap is how long connections are refused after a fault that refuses one. 0: 300 ms.
	Gap time.Duration
	// Watch is called, possibly from several goroutines at once, when a request has come and again when the server has
	// carried it out, before either goes on. Nil: nothing is called.
	Watch func(method string, m Moment)
}

// A Moment is a point in the life of a request.
type Moment int

const (
	// Arrived is before the server sees the request.
	Arrived Moment = iota
	// Done is after the server has carried the request out, before the caller sees an answer.
	Done
)

// A Proxy passes requests on to a server and spoils some of them. It is safe for concurrent use.
type Proxy struct {
	// URL is the base URL of the proxy, without a slash at the end.
	URL string

	upstream http.Handler
	opts     Options
	choice   chooser
	trail    trail
	gate     *gate
	server   *http.Server

	mu   sync.Mutex
	idle map[net.Conn]bool
}

// Start starts a proxy on a port of the loopback interface in front of a simulator, or of a real server by way of
// [net/http/httputil.ReverseProxy]. The caller closes it.
func Start(upstream http.Handler, opts Options) (*Proxy, error) {
	if opts.Faults == nil {
		opts.Faults = All()
	}
	if opts.Hold == 0 {
		opts.Hold = 5 * time.Second
	}
	if opts.Gap == 0 {
		opts.Gap = 300 * time.Millisecond
	}
	if opts.Watch == nil {
		opts.Watch = func(string, Moment) {}
	}
	g, err := newGate()
	if err != nil {
		return nil, err
	}
	p := &Proxy{
		URL: "http://" + g.address, upstream: upstream, opts: opts, gate: g, idle: map[net.Conn]bool{},
		choice: chooser{seed: opts.Seed, faults: opts.Faults, rate: opts.Rate, seen: map[string]uint64{}},
	}
	p.server = &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second, ConnState: p.note}
	go func() { _ = p.server.Serve(g) }()
	return p, nil
}

// Close stops the proxy and drops its connections.
func (p *Proxy) Close() error { return p.server.Close() }

// SetRate changes the share of the requests that are spoiled; 0 spoils nothing.
func (p *Proxy) SetRate(rate float64) { p.choice.setRate(rate) }

// SpoilNext has a fault befall the next request of a method, and no other.
func (p *Proxy) SpoilNext(method string, f Fault) { p.choice.order(method, f) }

// SpoilNothing takes back what was ordered for requests that have not come.
func (p *Proxy) SpoilNothing() { p.choice.cancel() }

// Trail returns what happened to each request so far, in the order in which they came.
func (p *Proxy) Trail() []Event { return p.trail.events() }

// note remembers which connections wait for a request.
func (p *Proxy) note(c net.Conn, state http.ConnState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if state == http.StateIdle {
		p.idle[c] = true
		return
	}
	delete(p.idle, c)
}

// refuse refuses connections for a while, and closes those that wait for a request, so that new ones are needed.
func (p *Proxy) refuse() {
	p.gate.shut(p.opts.Gap)
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.idle {
		_ = c.Close()
	}
}

// ServeHTTP passes a request on, unless a fault befalls it.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Without its body read, the server would not notice that the other side has hung up.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	shape := shapeOf(r.URL.Path)
	fault, spoiled := p.choice.choose(r.Method, shape)
	index := p.trail.add(Event{Method: r.Method, Path: shape, Fault: fault.Name})
	p.opts.Watch(r.Method, Arrived)

	e := &exchange{proxy: p, w: w, r: r}
	if !spoiled || fault.AfterDeed {
		e.answer = p.pass(r, body)
		p.trail.passed(index, e.answer.status)
		p.opts.Watch(r.Method, Done)
	}
	if spoiled {
		fault.spoil(e)
		return
	}
	e.write(e.answer)
}

// pass has the server carry a request out, whatever becomes of the caller.
func (p *Proxy) pass(r *http.Request, body []byte) *answer {
	r = r.WithContext(context.WithoutCancel(r.Context()))
	r.Body = io.NopCloser(bytes.NewReader(body))
	a := &answer{header: http.Header{}}
	p.upstream.ServeHTTP(a, r)
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a
}

// An answer is an answer that is kept until it is known what becomes of it.
type answer struct {
	status int
	header http.Header
	body   bytes.Buffer
}

var _ http.ResponseWriter = (*answer)(nil)

// Header returns the headers to set.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader sets the status; the first one stays, as the protocol has it. Those of provisional answers are left out.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= http.StatusOK {
		a.status = status
	}
}

// Write adds to the body.
func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}
