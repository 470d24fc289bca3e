package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
)

// A keeping is a way in which a client's secret comes to be. It is the name of the resource that has such clients, too.
type keeping string

const (
	// generated secrets are made by the server or by the provider, and anew when a trigger changes.
	generated keeping = "generated"
	// given secrets are configured.
	given keeping = "given"
	// writeOnly secrets are configured and not in the state.
	writeOnly keeping = "write_only"
	// public clients have no secret.
	public keeping = "public"
	// counted clients are as generated ones, in a resource with count rather than for_each.
	counted keeping = "counted"
)

// A client is a client as it is configured.
type client struct {
	keeping keeping
	// key is the key of the instance; for counted clients the index.
	key string
	// name is unique among all clients of all runs.
	name      string
	redirects []string
	scopes    []string
	// rotation is the value of the rotation trigger; 0 is none.
	rotation int
	// secret is configured for given and writeOnly clients, and version goes with the latter.
	secret  string
	version int
}

func (c client) address() string {
	if c.keeping == counted {
		return fmt.Sprintf("oauth_client.%s[%s]", c.keeping, c.key)
	}
	return fmt.Sprintf("oauth_client.%s[%q]", c.keeping, c.key)
}

// A model is what is configured, and how it came to be so.
type model struct {
	random *rand.Rand
	server *server
	prefix string
	// clients are what is configured, by address.
	clients map[string]client
	// before is what was configured before the last change.
	before map[string]client
	made   int
	asked  operations
}

// Operations counts what configurations asked for.
type operations struct{ creates, updates, deletes int }

func (o operations) total() int { return o.creates + o.updates + o.deletes }

func (o *operations) add(other operations) {
	o.creates += other.creates
	o.updates += other.updates
	o.deletes += other.deletes
}

func newModel(random *rand.Rand, s *server, prefix string) *model {
	return &model{random: random, server: s, prefix: prefix, clients: map[string]client{}}
}

// change removes, changes and adds as many clients as given. The changed ones differ from those that were changed before,
// apart from takenBack of the latter, which are put back to what they were.
func (m *model) change(removed, changed, takenBack, added int) {
	before := maps.Clone(m.clients)
	for range removed {
		m.remove()
	}
	touched := m.takeBack(takenBack)
	for _, address := range m.shuffled() {
		if changed == 0 {
			break
		}
		if old, existed := before[address]; existed && !touched[address] {
			m.clients[address] = m.changed(old)
			changed--
		}
	}
	for range added {
		c := m.create()
		m.clients[c.address()] = c
	}
	m.before = before
	m.count()
}

// clear removes every client.
func (m *model) clear() {
	m.before, m.clients = m.clients, map[string]client{}
	m.count()
}

// shuffled returns the addresses in an order that the seed decides.
func (m *model) shuffled() []string {
	addresses := slices.Sorted(maps.Keys(m.clients))
	m.random.Shuffle(len(addresses), func(i, j int) { addresses[i], addresses[j] = addresses[j], addresses[i] })
	return addresses
}

// takeBack puts up to n clients back to what they were before the last change, and returns which.
func (m *model) takeBack(n int) map[string]bool {
	touched := map[string]bool{}
	for _, address := range m.shuffled() {
		old, existed := m.before[address]
		if len(touched) < n && existed && !equal(old, m.clients[address]) {
			m.clients[address] = old
			touched[address] = true
		}
	}
	return touched
}

func (m *model) count() {
	for address, c := range m.clients {
		switch old, existed := m.before[address]; {
		case !existed:
			m.asked.creates++
		case !equal(old, c):
			m.asked.updates++
		}
	}
	for address := range m.before {
		if _, exists := m.clients[address]; !exists {
			m.asked.deletes++
		}
	}
}

func equal(a, b client) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// remove takes a client out; of the counted ones, the last.
func (m *model) remove() {
	addresses := m.shuffled()
	if len(addresses) == 0 {
		return
	}
	c := m.clients[addresses[0]]
	if c.keeping == counted {
		c.key = fmt.Sprint(m.counted() - 1)
	}
	delete(m.clients, c.address())
}

func (m *model) counted() int {
	n := 0
	for _, c := range m.clients {
		if c.keeping == counted {
			n++
		}
	}
	return n
}

func (m *model) create() client {
	m.made++
	c := client{
		keeping: m.server.keepings[m.random.IntN(len(m.server.keepings))], key: fmt.Sprintf("c%d", m.made),
		redirects: []string{m.redirect()}, scopes: []string{m.server.scope(0)}, version: 1,
	}
	if c.keeping == counted {
		c.key = fmt.Sprint(m.counted())
	}
	// An instance that comes back under its old address is another client.
	c.name = fmt.Sprintf("%s-%s-%d", m.prefix, c.keeping, m.made)
	if c.keeping == given || c.keeping == writeOnly {
		c.secret = m.newSecret()
	}
	return c
}

// changed returns a client with one property changed, or its secret, or both.
func (m *model) changed(c client) client {
	c.redirects, c.scopes = slices.Clone(c.redirects), slices.Clone(c.scopes)
	choice := m.random.IntN(10)
	switch {
	case choice < 2:
		c.redirects = append(c.redirects, m.redirect())
	case choice < 4:
		c.scopes = append(c.scopes, m.server.scope(len(c.scopes)))
	case choice < 6 && m.server.renames:
		c.name += "x"
	default:
		c = m.withNewSecret(c)
		if choice == 9 || c.keeping == public {
			c.redirects = append(c.redirects, m.redirect())
		}
	}
	return c
}

func (m *model) withNewSecret(c client) client {
	switch {
	case c.keeping == given:
		c.secret = m.newSecret()
	case c.keeping == writeOnly:
		c.secret = m.newSecret()
		c.version++
	case c.keeping != public && m.server.rotates:
		c.rotation++
	case c.keeping != public:
		c.redirects = append(c.redirects, m.redirect())
	}
	return c
}

func (m *model) redirect() string {
	return fmt.Sprintf("https://app.example.com/%d", m.random.IntN(1_000_000))
}

func (m *model) newSecret() string {
	return fmt.Sprintf("secret-%016x%016x", m.random.Uint64(), m.random.Uint64())
}
