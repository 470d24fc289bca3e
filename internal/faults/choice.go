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
	c.mu.Unlock()

	sum := fnv.New64a()
	_, _ = sum.Write([]byte(kind))
	random := rand.New(rand.NewPCG(c.seed, sum.Sum64()+n))
	if random.Float64() >= rate {
		return Fault{}, false
	}
	var possible []Fault
	for _, f := range c.faults {
		if f.befalls(method) {
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
