package main

import (
	"fmt"
	"testing"
	"time"
)

// mostForLarge is what the calls of a plan may take for a client of 2,000 redirect URIs. Sets that are compared by pairs, as
// the framework does it, take minutes.
const mostForLarge = 300 * time.Millisecond

// The test is not parallel, and the only one of its package that measures: the CPU time is that of the whole process, the
// simulator's included.
func TestLargeSet(t *testing.T) { //nolint:paralleltest // It measures.
	c := newCaller(t, newServer(t).url)
	uris := make([]string, 2000)
	for i := range uris {
		uris[i] = fmt.Sprintf("https://app.example.com/tenants/%d/callback", i)
	}
	config := typicalClient()
	config["redirect_uris"] = uris
	config["post_logout_redirect_uris"] = uris
	r := c.create(t.Context(), config)
	proposed := c.proposed(config, r.state)
	least := time.Hour
	for range 3 { // whatever else the machine does is in the first number, too, but not in all of them
		before := cpu(t)
		c.validate(t.Context(), r.config)
		c.upgrade(t.Context(), r.stored)
		c.read(t.Context(), r)
		c.plan(t.Context(), r, proposed)
		least = min(least, cpu(t)-before)
	}
	t.Logf("%v of CPU", least)
	if least > mostForLarge {
		t.Errorf("a plan of a client with %d redirect URIs took %v of CPU, more than %v", len(uris), least, mostForLarge)
	}
}
