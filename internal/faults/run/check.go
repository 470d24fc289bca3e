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
	// lostSecret is a secret in the state, or a write-only one in the configuration, that the server refuses.
	lostSecret kindOfFinding = "lost secrets"
	// lostToken is a registration access token in the state that the server refuses.
	lostToken kindOfFinding = "lost tokens"
	// told is a secret in what the engine prints or logs.
	told kindOfFinding = "told secrets"
	// stuck is a run that needed more than two applies without faults.
	stuck kindOfFinding = "stuck"
	// restless is a run whose second plan is not empty.
	restless kindOfFinding = "restless"
)

var kindsOfFindings = []kindOfFinding{orphan, missing, different, lostSecret, lostToken, told, stuck, restless}

// help does what an operator does for clients whose tokens are lost, as the documentation has it: new tokens come in by the
// environment. It returns which clients these are.
func (w *workspace) help(state map[string]instance, s *server) ([]finding, error) {
	if s.issueToken == nil {
		return nil, nil
	}
	var helped []finding
	for _, address := range slices.Sorted(maps.Keys(state)) {
		i := state[address]
		works, err := s.manages(i)
		if err != nil {
			return helped, err
		}
		if works {
			continue
		}
		token, err := s.issueToken(i.ClientID)
		if err != nil {
			continue // the client is gone
		}
		w.tokens = append(w.tokens, i.ClientID+" "+token)
		w.secrets[token] = true
		helped = append(helped, finding{lostToken, address})
	}
	return helped, nil
}

// compare compares what is configured with the state and with the server. A trial that has not converged cannot have what
// is configured, but it has to know all that is on the server, and its secrets have to work.
func compare(configured map[string]client, state map[string]instance, held []held, s *server, converged bool) ([]finding, error) {
	var findings []finding
	found := func(kind kindOfFinding, format string, args ...any) {
		findings = append(findings, finding{kind, fmt.Sprintf(format, args...)})
	}
	known := map[string]bool{}
	for _, i := range state {
		known[i.ClientID] = true
	}
	onServer := map[string]int{}
	for i, c := range held {
		onServer[c.ID] = i
		if !known[c.ID] {
			found(orphan, "%s (%s)", c.Name, c.ID)
		}
	}
	for _, address := range slices.Sorted(maps.Keys(state)) {
		i := state[address]
		if _, exists := onServer[i.ClientID]; !exists {
			continue
		}
		secret := i.Secret
		if c := configured[address]; converged && c.keeping == writeOnly {
			secret = c.secret
		}
		if secret != "" {
			works, err := s.authenticates(i.ClientID, secret)
			if err != nil {
				return nil, err
			}
			if !works {
				found(lostSecret, "%s", address)
			}
		}
		if s.manages == nil {
			continue
		}
		manages, err := s.manages(i)
		if err != nil {
			return nil, err
		}
		if !manages {
			found(lostToken, "%s", address)
		}
	}
	if !converged {
		return findings, nil
	}
	for _, address := range slices.Sorted(maps.Keys(configured)) {
		c := configured[address]
		i, inState := state[address]
		at, exists := onServer[i.ClientID]
		switch {
		case !inState || !exists:
			found(missing, "%s: in the state %t, on the server %t", address, inState, exists)
		case !c.is(held[at]):
			found(different, "%s: configured %s %v %v, on the server %+v", address, c.name, c.redirects, c.scopes, held[at])
		case c.keeping == given && i.Secret != c.secret:
			found(different, "%s: the secret is not the one that is configured", address)
		case (c.keeping == generated || c.keeping == counted) && i.Secret == "":
			found(lostSecret, "%s: there is none", address)
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
