package backendtest

import (
	"errors"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// confuse makes two clients, of which the second has another field than c besides, and has reads of the first be answered
// about the second.
func (s *suite) confuse(t *testing.T, c fieldCase) (asked, answered *managed) {
	t.Helper()
	needs(t, s.Wire != nil, "Wire")
	other := s.harmlessBeside(t, c)
	asked = s.create(t, s.Minimal(newUnique()))
	answered = s.create(t, s.Minimal(newUnique()).With(other.field, other.value()))
	// Both have been read before, as by whatever caches the answers.
	asked.refresh(t)
	answered.refresh(t)
	s.distort(t, Distortion{Asked: asked.state, Answered: answered.state})
	return asked, answered
}

// mustRefuse fails the test unless an answer about another client was refused, and was not taken for the word that the
// client is gone.
func mustRefuse(t *testing.T, operation string, result oauthclient.Result, err error, answered *managed) {
	t.Helper()
	if err == nil || errors.Is(err, oauthclient.ErrNotFound) {
		t.Errorf("%s was answered about another client and returned the error %v", operation, err)
	}
	for _, f := range []oauthclient.Field{oauthclient.ID, oauthclient.ClientID} {
		if result.Client.Has(f) && result.Client[f] == answered.state[f] {
			t.Errorf("%s returned the other client", operation)
		}
	}
}

func testOtherClientRead(t *testing.T, s *suite) {
	asked, answered := s.confuse(t, s.harmless(t))
	read, err := s.service.Read(t.Context(), asked.state)
	mustRefuse(t, "Read", read, err, answered)
	s.heal()
	asked.mustSettle(t, "after an answer about another client")
}

func testOtherClientUpdated(t *testing.T, s *suite) {
	c := s.harmless(t)
	asked, answered := s.confuse(t, c)
	desired := asked.desired.With(c.field, c.value())
	updated, err := s.service.Update(t.Context(), asked.state, desired)
	if err != nil {
		mustRefuse(t, "Update", updated, err, answered)
	}
	s.heal()
	answered.mustSettle(t, "after an update of another client")
	asked.refresh(t)
	if taken := s.service.Changed(asked.state.Without(c.field), asked.desired); len(taken) > 0 {
		t.Errorf("the client has taken over what the other one has: %v", taken.Sorted())
	}
	asked.update(t, desired)
	asked.mustSettle(t, "after the update was repeated")
}

func testOtherClientDeleted(t *testing.T, s *suite) {
	asked, answered := s.confuse(t, s.harmless(t))
	// Whether the client itself can be removed then is the server's affair.
	_ = s.service.Delete(t.Context(), asked.state)
	s.heal()
	answered.mustSettle(t, "after the deletion of another client")
}

// testGarbled has the server write one member after the other in a way that nobody understands. Such a client can be read,
// and a destroy gets rid of it.
func testGarbled(t *testing.T, s *suite) {
	needs(t, s.Wire != nil, "Wire")
	read := oauthclient.FieldSet{}
	for i := range s.Samples(newUnique()) {
		sample := s.settable(s.Samples(newUnique()))[i] // a client that is gone may go on having its client_id
		m := s.create(t, sample)
		m.refresh(t)
		var names []string
		for _, f := range sample.Fields().Sorted() {
			// A client may be known by what it cannot be without.
			if name := s.property(f).Name; name != "" && s.Judge.Configures(f) && !s.Minimal(newUnique()).Has(f) {
				names = append(names, name)
				if !read.Has(f) {
					read.Add(f)
					m.mustReadGarbled(t, f, name)
				}
			}
		}
		s.distort(t, Distortion{Garbled: names})
		if err := s.service.Delete(t.Context(), m.state); err != nil {
			t.Errorf("Delete: %v", err)
		}
		s.heal()
		if _, err := s.service.Read(t.Context(), m.state); !errors.Is(err, s.gone()) {
			t.Errorf("Read after Delete returned %v", err)
		}
	}
}

func (m *managed) mustReadGarbled(t *testing.T, f oauthclient.Field, name string) {
	t.Helper()
	s := m.suite
	s.distort(t, Distortion{Garbled: []string{name}})
	defer s.heal()
	read, err := s.service.Read(t.Context(), m.state)
	if err != nil {
		t.Errorf("Read of a client whose %s is not understood: %v", f, err)
		return
	}
	mustBeTyped(t, "the result of Read", read.Client)
	if !read.Client.Has(f) && m.server.Has(f) && !hasNotice(read.Notices, f) {
		t.Errorf("%s is not understood, and no notice says so: %v", f, read.Notices)
	}
}

// masks are what servers show in the place of a secret: see what was captured of real ones in the design notes.
var masks = map[string]string{
	"asterisks": "********", "crosses": "xxxxxxxx", "bullets": "••••••••", "words": "[hidden]", "a tag": "<secret>",
	"bcrypt": "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", "a named hash": "{bcrypt}$2a$10$N9qo8uLOickgx2ZMRZo",
	"a hash of Argon2": "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG", "nothing": "",
}

// testSecretMasked has the server show something else in the place of the secret, which must neither get into the state nor
// be sent back.
func testSecretMasked(t *testing.T, s *suite) {
	needs(t, s.Wire != nil, "Wire")
	c := s.harmless(t)
	for name, mask := range masks {
		t.Run(name, func(t *testing.T) {
			desired := s.Minimal(newUnique())
			m := s.create(t, desired)
			secret := m.state.Text(oauthclient.ClientSecret)
			if secret == "" {
				t.Skip("the client has no secret")
			}
			s.distort(t, Distortion{Secret: secret, Mask: mask})
			m.mustKeepSecret(t, secret)
			m.update(t, desired.With(c.field, c.value()))
			s.heal()
			if s.property(oauthclient.ClientSecret).Replaced {
				secret = m.state.Text(oauthclient.ClientSecret)
			}
			s.mustHaveSecret(t, m.state, secret, true)
			m.mustKeepSecret(t, secret)
		})
	}
}

// Key sets of which one key has private members: that of RFC 7517 appendix A.2, and a symmetric one.
const (
	privateKeyID  = "private-1"
	privateMember = "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"
	privateKeySet = `{"keys":[{"kty":"EC","kid":"` + privateKeyID + `","use":"sig","alg":"ES256","crv":"P-256",` +
		`"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"` + privateMember + `"}]}`
)

// testPrivateKeys finds a private key on the server, which somebody has put there. It must not get into a state, and
// somebody must be told.
func testPrivateKeys(t *testing.T, s *suite) {
	needs(t, s.Edit != nil, "Edit")
	if !s.service.Supports(oauthclient.JWKSet) || s.excused(oauthclient.JWKSet) != "" {
		t.Skip("the server keeps no keys")
	}
	if s.RefusesPrivateKeys {
		t.Skip("the server takes no private keys")
	}
	c := s.alone(t, oauthclient.JWKSet)
	m := s.create(t, c.set)
	if err := s.Edit(t.Context(), m.state, oauthclient.Client{oauthclient.JWKSet: privateKeySet}); err != nil {
		t.Fatalf("Edit: %v", err)
	}
	read, err := s.service.Read(t.Context(), oauthclient.Client{oauthclient.ID: m.state[oauthclient.ID]})
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	for f, v := range read.Client {
		if text, ok := v.(string); ok && strings.Contains(text, privateMember) {
			t.Errorf("%s holds a private key", f)
		}
	}
	if !s.service.Equal(oauthclient.JWKSet, strings.Replace(privateKeySet, `,"d":"`+privateMember+`"`, "", 1), read.Client[oauthclient.JWKSet]) {
		t.Errorf("the public half is lost: %v", read.Client[oauthclient.JWKSet])
	}
	named := false
	for _, notice := range read.Notices {
		text := notice.Summary + notice.Detail
		named = named || notice.Field == oauthclient.JWKSet && strings.Contains(text, privateKeyID)
		if strings.Contains(text, privateMember) {
			t.Errorf("a notice shows the key: %s", text)
		}
	}
	if !named {
		t.Errorf("no notice names the key: %v", read.Notices)
	}
}
