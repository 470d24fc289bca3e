// Package sim is what the simulators of the backends have in common: how a request comes in and an answer goes out, the
// faults that tests ask for, the requests seen, routes, combinations of switches, and what every simulator can tell.
package sim

import "net/http"

// A Simulator is what the simulators of all backends can do.
type Simulator interface {
	http.Handler

	// FailNext adds faults for requests to come, see [Faults.FailNext].
	FailNext(faults ...Fault)
	// Requests returns the requests seen, see [Recorder.Requests].
	Requests() []Request
	// Authenticates reports whether the server takes this secret for a client with this client_id now.
	Authenticates(clientID, secret string) bool
	// List returns all clients in the order of their client_ids. A deactivated client is none.
	List() []Client
	// Snapshot returns everything that the server stores as JSON, secrets included, and Restore puts it back. What is
	// only for tests (faults, requests, stale reads) is not among it.
	Snapshot() []byte
	// Restore replaces what the server stores. After an error it stores what it did before.
	Restore(snapshot []byte) error
	// SetPublicURL sets the base of the addresses in answers, see [Server.SetPublicURL].
	SetPublicURL(url string)
	// BeforeAnswer sets what is called after each request, see [Server.BeforeAnswer].
	BeforeAnswer(f func() error)
}

// A Client is what every server knows of a client.
type Client struct {
	ClientID string
	// Name is client_name, or what the product has in its place. Empty: none.
	Name string
}
