package faults

import (
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
)

// A chooser decides which requests are spoiled, and how.
type chooser struct {
	seed   uint64
	faults []Fault

	mu   sync.Mutex
	rate float64
	// next are the faults that befall the next request of a method, whatever the rate.
	next map[string]Fault
	// seen counts the requests of each kind.
	seen map[string]uint64
}

// choose returns what befalls the next request of a kind. The decision depends on the seed, the kind of the request and
// how many of its kind came before it: neither on the time nor on the order in which requests of different kinds come.
func (c *chooser) choose(method, shape string) (Fault, bool) {
	kind := method + " " + shape
	c.mu.Lock()
	n, rate := c.seen[kind], c.rate
	c.seen[kind]++
	next, ordered := c.next[method]
	delete(c.next, method)
	c.mu.Unlock()
	if ordered {
		return next, true
	}

	sum := fnv.New64a()
	_, _ = sum.Write([]byte(kind))
	random := rand.New(rand.NewPCG(c.seed, sum.Sum64()+n))
	if random.Float64() >= rate {
		return Fault{}, false
	}
	var possible []Fault
	for _, f := range c.faults {
		if f.Befalls(method) {
			possible = append(possible, f)
		}
	}
	if len(possible) == 0 {
		return Fault{}, false
	}
	return possible[random.IntN(len(possible))], true
}

func (c *chooser) setRate(rate float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rate = rate
}

func (c *chooser) order(method string, f Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.next == nil {
		c.next = map[string]Fault{}
	}
	c.next[method] = f
}

func (c *chooser) cancel() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.next)
}

var digit = regexp.MustCompile(`[0-9]`)

// shapeOf returns a path in which a star stands for what looks like an id. Servers and the provider make those at random,
// so that decisions and reports which held them would be different with every run.
func shapeOf(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if len(part) >= 12 && digit.MatchString(part) {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}
