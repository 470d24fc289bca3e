// Package faults is a proxy that stands between the provider and a server and spoils a share of the requests, the same
// ones for the same seed. The program in its folder run drives Terraform or OpenTofu through it and counts what is lost.
package faults

import (
	"net/http"
	"slices"
)

// A Fault is one way in which a request goes wrong.
type Fault struct {
	// Name names the fault in reports, and in the choice of faults.
	Name string
	// AfterDeed says that the server carries the request out before anything goes wrong, so that only its answer is
	// spoiled. Otherwise the server never sees the request.
	AfterDeed bool
	// Status is the status that the caller sees. 0: that of the server, or none.
	Status int
	// WritesOnly keeps the fault from requests that change nothing, to which it would happen as another one does.
	WritesOnly bool

	spoil func(e *exchange)
}

// all are the faults, in the order of reports.
var all = []Fault{
	{Name: "refused", spoil: (*exchange).refuse},
	{Name: "reset before", spoil: (*exchange).reset},
	{Name: "reset after", AfterDeed: true, WritesOnly: true, spoil: (*exchange).reset},
	{Name: "half an answer", AfterDeed: true, spoil: (*exchange).half},
	{Name: "slow", AfterDeed: true, spoil: (*exchange).hold},
	{Name: "429", Status: http.StatusTooManyRequests, spoil: status(http.StatusTooManyRequests)},
	{Name: "429 with Retry-After", Status: http.StatusTooManyRequests, spoil: retryAfter},
	{Name: "500 before", Status: http.StatusInternalServerError, spoil: status(http.StatusInternalServerError)},
	{Name: "502 before", Status: http.StatusBadGateway, spoil: status(http.StatusBadGateway)},
	{Name: "503 before", Status: http.StatusServiceUnavailable, spoil: status(http.StatusServiceUnavailable)},
	{Name: "504 before", Status: http.StatusGatewayTimeout, spoil: status(http.StatusGatewayTimeout)},
	{Name: "500 after", AfterDeed: true, WritesOnly: true, Status: http.StatusInternalServerError, spoil: status(http.StatusInternalServerError)},
	{Name: "502 after", AfterDeed: true, WritesOnly: true, Status: http.StatusBadGateway, spoil: status(http.StatusBadGateway)},
	{Name: "503 after", AfterDeed: true, WritesOnly: true, Status: http.StatusServiceUnavailable, spoil: status(http.StatusServiceUnavailable)},
	{Name: "504 after", AfterDeed: true, WritesOnly: true, Status: http.StatusGatewayTimeout, spoil: status(http.StatusGatewayTimeout)},
	{Name: "HTML page", Status: http.StatusInternalServerError, spoil: page(http.StatusInternalServerError, errorPage)},
	{Name: "HTML page after", AfterDeed: true, WritesOnly: true, Status: http.StatusInternalServerError, spoil: page(http.StatusInternalServerError, errorPage)},
	{Name: "login page", Status: http.StatusOK, spoil: page(http.StatusOK, loginPage)},
	{Name: "login page after", AfterDeed: true, WritesOnly: true, Status: http.StatusOK, spoil: page(http.StatusOK, loginPage)},
	{Name: "302 after", AfterDeed: true, WritesOnly: true, Status: http.StatusFound, spoil: instead(http.StatusFound, "", "")},
	{Name: "408 after", AfterDeed: true, WritesOnly: true, Status: http.StatusRequestTimeout, spoil: status(http.StatusRequestTimeout)},
	{Name: "empty answer", AfterDeed: true, Status: http.StatusOK, spoil: status(http.StatusOK)},
	{Name: "only Location", AfterDeed: true, WritesOnly: true, Status: http.StatusCreated, spoil: onlyLocation},
	{Name: "cut chunks", AfterDeed: true, spoil: (*exchange).cutChunks},
	{Name: "100 MB", AfterDeed: true, spoil: (*exchange).flood},
	{Name: "gzip bomb", AfterDeed: true, spoil: (*exchange).bomb},
	{Name: "wrong Content-Type", AfterDeed: true, spoil: (*exchange).mislabel},
	{Name: "invalid UTF-8", AfterDeed: true, spoil: (*exchange).garble},
	{Name: "duplicate keys", AfterDeed: true, spoil: (*exchange).duplicate},
	{Name: "deep nesting", AfterDeed: true, spoil: (*exchange).nest},
}

// All returns every fault, in the order of reports.
func All() []Fault { return slices.Clone(all) }

// Find returns the fault of that name, be it one of [All] or of [OneByOne].
func Find(name string) (Fault, bool) {
	for _, f := range slices.Concat(all, OneByOne()) {
		if f.Name == name {
			return f, true
		}
	}
	return Fault{}, false
}

// Befalls reports whether the fault can happen to requests of this method.
func (f Fault) Befalls(method string) bool { return isWrite(method) || !f.WritesOnly }

func isWrite(method string) bool { return method != http.MethodGet && method != http.MethodHead }
