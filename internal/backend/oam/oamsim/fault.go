package oamsim

import (
	"net/http"

	"github.com/oauth-clients/terraform-provider-oauth/internal/simfault"
)

// A Fault is something that goes wrong with one request. Its delay comes before anything else.
type Fault = simfault.Fault

// A Request is a request the simulator got.
type Request = simfault.Request

// MaxConcurrentWrites returns the largest number of POST, PUT and DELETE requests that were under way at the same
// time. Set [Options].Latency to have requests overlap that can.
func (s *Simulator) MaxConcurrentWrites() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.maxWrites
}

// countWrite notes that a write has begun; the function it returns notes its end.
func (s *Simulator) countWrite(method string) (end func()) {
	if method == http.MethodGet {
		return func() {}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	s.maxWrites = max(s.maxWrites, s.writes)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.writes--
	}
}
