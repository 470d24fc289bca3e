package backendtest

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// defaultEnc is the default of every enc for which there is an alg (OpenID Connect Dynamic Client Registration section
// 2).
const defaultEnc = "A128CBC-HS256"

// A store is the server of [Memory]. Clients are kept by client_id, as they are shown but for the secret.
type store struct {
	mu      sync.Mutex
	clients map[string]oauthclient.Client
}

func errExists() error {
	return &oauthclient.Error{Kind: oauthclient.ErrAlreadyExists, Field: oauthclient.ClientID}
}

func errNotFound() error { return &oauthclient.Error{Kind: oauthclient.ErrNotFound} }

func (s *store) insert(c oauthclient.Client) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := c.Text(oauthclient.ClientID)
	if _, exists := s.clients[id]; exists {
		return errExists()
	}
	s.clients[id] = stored(c.With(oauthclient.ClientIDIssuedAt, time.Now().Unix()))
	return nil
}

func (s *store) read(id string) (oauthclient.Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.clients[id]
	if !ok {
		return nil, errNotFound()
	}
	return c.Without(oauthclient.ClientSecret), nil
}

// replace replaces a client but for its identity and, unless there is a new one, its secret.
func (s *store) replace(id string, c oauthclient.Client) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.clients[id]
	if !ok {
		return errNotFound()
	}
	if realm(c) != realm(old) {
		return oauthclient.Invalid(memoryRealm, "A client cannot move.")
	}
	c = c.Clone()
	for _, f := range []oauthclient.Field{oauthclient.ID, oauthclient.ClientID, oauthclient.ClientIDIssuedAt} {
		c[f] = old[f]
	}
	if !c.Has(oauthclient.ClientSecret) {
		c[oauthclient.ClientSecret] = old[oauthclient.ClientSecret]
	}
	s.clients[id] = stored(c)
	return nil
}

func (s *store) remove(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.clients, id)
}

func (s *store) list() []oauthclient.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	clients := make([]oauthclient.Client, 0, len(s.clients))
	for _, id := range slices.Sorted(maps.Keys(s.clients)) {
		clients = append(clients, s.clients[id].Without(oauthclient.ClientSecret))
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
	return s.clients[id].Text(oauthclient.ClientSecret) == secret
}

// stored returns a client as the server keeps it: with defaults, in its own way of writing, and with an empty value for
// most of what is not set.
func stored(c oauthclient.Client) oauthclient.Client {
	kept := oauthclient.Client{
		oauthclient.TokenEndpointAuthMethod: "client_secret_basic",
		oauthclient.Scopes:                  []string{"openid"},
		oauthclient.ApplicationType:         "web",
		memoryRealm:                         defaultRealm,
	}
	if c.Has(oauthclient.IDTokenEncryptedResponseAlg) {
		kept[oauthclient.IDTokenEncryptedResponseEnc] = defaultEnc
	}
	for f := range (*Memory)(nil).Supports() {
		if _, filled := kept[f]; !filled && f.Kind() != oauthclient.Int && f.Kind() != oauthclient.Time && f != memoryApproved {
			kept[f] = emptyValue(f)
		}
	}
	for f, v := range c {
		if !oauthclient.IsEmpty(f, v) || f == memoryApproved {
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
