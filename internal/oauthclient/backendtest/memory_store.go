package backendtest

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A store is the server of [Memory]. Clients are kept by client_id, as they are shown but for the secret and what they
// inherit.
type store struct {
	mu      sync.Mutex
	clients map[string]oauthclient.Client
	// old are the secrets of a client that work beside the one it has.
	old map[string][]string
}

func errExists() error {
	return &oauthclient.Error{Kind: oauthclient.ErrAlreadyExists, Field: oauthclient.ClientID}
}

func errNotFound() error { return &oauthclient.Error{Kind: oauthclient.ErrNotFound} }

// insert makes a client.
func (s *store) insert(c oauthclient.Client) (oauthclient.Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c = c.With(oauthclient.ClientIDIssuedAt, time.Now().Unix())
	for _, f := range []oauthclient.Field{oauthclient.ClientID, oauthclient.ClientSecret} {
		if !c.Has(f) {
			c[f] = strings.ToLower(rand.Text())
		}
	}
	id := c.Text(oauthclient.ClientID)
	c[oauthclient.ID] = id
	if _, exists := s.clients[id]; exists {
		return nil, errExists()
	}
	s.clients[id] = stored(c)
	return shown(s.clients[id]), nil
}

func (s *store) read(id string) (oauthclient.Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.clients[id]
	if !ok {
		return nil, errNotFound()
	}
	return shown(c), nil
}

// shown returns a client with what it inherits.
func shown(c oauthclient.Client) oauthclient.Client {
	c = c.Clone()
	if !c.Has(memoryPolicy) {
		c[memoryPolicy] = operatorPolicy
	}
	return c
}

// replace replaces a client but for its identity and, unless there is a new one, its secret. The policy that all clients
// inherit is no policy of a client's own.
func (s *store) replace(id string, c oauthclient.Client) (oauthclient.Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.clients[id]
	if !ok {
		return nil, errNotFound()
	}
	if realm(c) != realm(old) {
		return nil, oauthclient.Invalid(memoryRealm, "A client cannot move.")
	}
	c = c.Clone()
	for _, f := range []oauthclient.Field{oauthclient.ID, oauthclient.ClientID, oauthclient.ClientIDIssuedAt} {
		c[f] = old[f]
	}
	if !c.Has(oauthclient.ClientSecret) {
		c[oauthclient.ClientSecret] = old[oauthclient.ClientSecret]
	}
	if c[memoryPolicy] == operatorPolicy {
		delete(c, memoryPolicy)
	}
	s.clients[id] = stored(c)
	return shown(s.clients[id]), nil
}

func (s *store) remove(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.clients[id]; !ok {
		return errNotFound()
	}
	delete(s.clients, id)
	return nil
}

func (s *store) list() []oauthclient.Client { return s.page("", 0) }

// page returns up to n clients behind the one with the client_id after; all when n is 0.
func (s *store) page(after string, n int) []oauthclient.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	var clients []oauthclient.Client
	for _, id := range slices.Sorted(maps.Keys(s.clients)) {
		if id > after && (n == 0 || len(clients) < n) {
			clients = append(clients, shown(s.clients[id]))
		}
	}
	return clients
}

// edit changes fields of a client behind the driver's back; nil takes one out.
func (s *store) edit(id string, changes oauthclient.Client) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.clients[id]
	if !ok {
		return errNotFound()
	}
	edited := old.Clone()
	for f, v := range changes {
		edited[f] = v
		if v == nil {
			delete(edited, f)
		}
	}
	s.clients[id] = stored(edited)
	return nil
}

func (s *store) count(unique string) int {
	n := 0
	for _, c := range s.list() {
		if strings.Contains(c.Text(oauthclient.ClientName), unique) {
			n++
		}
	}
	return n
}

func (s *store) hasSecret(id, secret string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clients[id].Text(oauthclient.ClientSecret) == secret || slices.Contains(s.old[id], secret)
}

// rotate makes a new secret and shows the client with it.
func (s *store) rotate(id string) (oauthclient.Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.clients[id]
	if !ok {
		return nil, errNotFound()
	}
	s.old[id] = append(s.old[id], c.Text(oauthclient.ClientSecret))
	s.clients[id] = c.With(oauthclient.ClientSecret, strings.ToLower(rand.Text()))
	return shown(s.clients[id]), nil
}

// retire ends the life of the old secrets of a client.
func (s *store) retire(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.clients[id]; !ok {
		return errNotFound()
	}
	delete(s.old, id)
	return nil
}

// keepsAbsent are the fields of which the server shows no empty value when they are not set.
var keepsAbsent = oauthclient.NewFieldSet(memoryApproved, memoryTags, memoryPolicy)

// stored returns a client as the server keeps it: with defaults, in its own way of writing, and with an empty value for
// most of what is not set.
func stored(c oauthclient.Client) oauthclient.Client {
	kept := oauthclient.Client{
		oauthclient.TokenEndpointAuthMethod: "client_secret_basic",
		oauthclient.Scopes:                  operatorScopes,
		oauthclient.ApplicationType:         "web",
		memoryRealm:                         defaultRealm,
	}
	if c.Has(oauthclient.IDTokenEncryptedResponseAlg) {
		kept[oauthclient.IDTokenEncryptedResponseEnc] = defaultEnc
	}
	for _, p := range memoryProperties {
		f := p.Field
		if _, filled := kept[f]; !filled && f.Kind() != oauthclient.Int && f.Kind() != oauthclient.Time && !keepsAbsent.Has(f) {
			kept[f] = emptyValue(f)
		}
	}
	for f, v := range c {
		if !oauthclient.IsEmpty(f, v) || keepsAbsent.Has(f) && f != memoryPolicy {
			kept[f] = rewritten(f, v)
		}
	}
	return kept
}

// rewritten returns a value the way the server writes it.
func rewritten(f oauthclient.Field, v any) any {
	switch v := v.(type) {
	case string:
		return rewrittenText(f, v)
	case []string:
		return slices.Clone(v)
	}
	return v
}

func rewrittenText(f oauthclient.Field, text string) string {
	switch {
	case f == oauthclient.ApplicationType:
		return strings.ToLower(text)
	case f.Kind() == oauthclient.Duration:
		if d, err := time.ParseDuration(text); err == nil {
			return d.String()
		}
	case f.Kind() == oauthclient.Time:
		if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
			return at.UTC().Format(time.RFC3339Nano)
		}
	case f.Kind() == oauthclient.JSON, f.Kind() == oauthclient.JWKS:
		var compact bytes.Buffer
		if json.Compact(&compact, []byte(text)) == nil {
			return compact.String()
		}
	}
	return text
}
