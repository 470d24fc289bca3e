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
func compare(configured map[string]client, state map[string]instance, onServer []held, s *server, converged bool) ([]finding, error) {
	c := comparison{configured: configured, state: state, onServer: map[string]held{}, converged: converged}
	for _, client := range onServer {
		c.onServer[client.ID] = client
	}
	c.findOrphans(onServer)
	if err := c.tryCredentials(s); err != nil {
		return nil, err
	}
	if converged {
		c.compareClients()
	}
	return c.findings, nil
}

// A comparison is of what is configured and what is in the state, by address, with what is on the server, by client_id.
type comparison struct {
	configured map[string]client
	state      map[string]instance
	onServer   map[string]held
	converged  bool
	findings   []finding
}

func (c *comparison) found(kind kindOfFinding, format string, args ...any) {
	c.findings = append(c.findings, finding{kind, fmt.Sprintf(format, args...)})
}

func (c *comparison) findOrphans(onServer []held) {
	known := map[string]bool{}
	for _, i := range c.state {
		known[i.ClientID] = true
	}
	for _, client := range onServer {
		if !known[client.ID] {
			c.found(orphan, "%s (%s)", client.Name, client.ID)
		}
	}
}

// tryCredentials uses the secrets and the registration access tokens of the clients that there are.
func (c *comparison) tryCredentials(s *server) error {
	for _, address := range slices.Sorted(maps.Keys(c.state)) {
		i := c.state[address]
		if _, exists := c.onServer[i.ClientID]; !exists {
			continue
		}
		if secret := c.secretOf(address); secret != "" {
			works, err := s.authenticates(i.ClientID, secret)
			if err != nil {
				return err
			}
			if !works {
				c.found(lostSecret, "%s", address)
			}
		}
		if s.manages == nil {
			continue
		}
		manages, err := s.manages(i)
		if err != nil {
			return err
		}
		if !manages {
			c.found(lostToken, "%s", address)
		}
	}
	return nil
}

// secretOf returns the secret that a client must have by now, "" when that is not known.
func (c *comparison) secretOf(address string) string {
	if wanted := c.configured[address]; c.converged && wanted.keeping == writeOnly {
		return wanted.secret
	}
	return c.state[address].Secret
}

func (c *comparison) compareClients() {
	for _, address := range slices.Sorted(maps.Keys(c.configured)) {
		wanted := c.configured[address]
		i, inState := c.state[address]
		got, exists := c.onServer[i.ClientID]
		switch {
		case !inState || !exists:
			c.found(missing, "%s: in the state %t, on the server %t", address, inState, exists)
		case !wanted.is(got):
			c.found(different, "%s: configured %s %v %v, on the server %+v", address, wanted.name, wanted.redirects, wanted.scopes, got)
		case wanted.keeping == given && i.Secret != wanted.secret:
			c.found(different, "%s: the secret is not the one that is configured", address)
		case (wanted.keeping == generated || wanted.keeping == counted) && i.Secret == "":
			c.found(lostSecret, "%s: there is none", address)
		}
	}
}

// is reports whether the server has the client as it is configured.
func (c client) is(got held) bool {
	return c.name == got.Name &&
		slices.Equal(slices.Sorted(slices.Values(c.redirects)), got.Redirects) &&
		slices.Equal(slices.Sorted(slices.Values(c.scopes)), got.Scopes)
}
