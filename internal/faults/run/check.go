package main

import (
	"fmt"
	"maps"
	"slices"
)

// A finding is something that is not as it is configured.
type finding struct {
	kind kindOfFinding
	// about names the client; it holds no secret.
	about string
}

type kindOfFinding string

const (
	// orphan is a client on the server that the state does not know.
	orphan kindOfFinding = "orphans"
	// missing is a configured client that the state or the server has not.
	missing kindOfFinding = "missing"
	// different is a client whose properties are not as configured.
	different kindOfFinding = "different"
	// lostSecret is a secret of the state, or of the configuration, that the server refuses.
	lostSecret kindOfFinding = "lost secrets"
	// stuck is a run that needed more than two applies without faults.
	stuck kindOfFinding = "stuck"
	// restless is a run whose second plan is not empty.
	restless kindOfFinding = "restless"
)

var kindsOfFindings = []kindOfFinding{orphan, missing, different, lostSecret, stuck, restless}

// compare compares what is configured with the state and with the server.
func compare(configured map[string]client, state map[string]instance, held []held, authenticates func(id, secret string) (bool, error)) ([]finding, error) {
	var findings []finding
	known := map[string]string{}
	for address, i := range state {
		known[i.ClientID] = address
	}
	onServer := map[string]int{}
	for i, c := range held {
		onServer[c.ID] = i
		if known[c.ID] == "" {
			findings = append(findings, finding{orphan, fmt.Sprintf("%s (%s)", c.Name, c.ID)})
		}
	}
	for _, address := range slices.Sorted(maps.Keys(configured)) {
		c := configured[address]
		i, inState := state[address]
		at, exists := onServer[i.ClientID]
		if !inState || !exists {
			findings = append(findings, finding{missing, fmt.Sprintf("%s: in the state %t, on the server %t", address, inState, exists)})
			continue
		}
		if got := held[at]; !c.is(got) {
			findings = append(findings, finding{different, fmt.Sprintf("%s: configured %s %v %v, on the server %s %v %v",
				address, c.name, c.redirects, c.scopes, got.Name, got.Redirects, got.Scopes)})
		}
		if c.keeping == public {
			continue
		}
		secret := i.Secret
		if c.keeping == writeOnly {
			secret = c.secret
		}
		works, err := authenticates(i.ClientID, secret)
		if err != nil {
			return nil, err
		}
		if !works || secret == "" || c.keeping == given && secret != c.secret {
			findings = append(findings, finding{lostSecret, address})
		}
	}
	return findings, nil
}

// is reports whether the server has the client as it is configured.
func (c client) is(got held) bool {
	return c.name == got.Name &&
		slices.Equal(slices.Sorted(slices.Values(c.redirects)), got.Redirects) &&
		slices.Equal(slices.Sorted(slices.Values(c.scopes)), got.Scopes)
}
