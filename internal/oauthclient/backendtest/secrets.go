package backendtest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// secret returns the secret of the samples or skips the test.
func (s *suite) secret(t *testing.T, from func(string) []oauthclient.Client) string {
	t.Helper()
	if !s.service.Supports(oauthclient.ClientSecret) {
		t.Skip("the backend does not let the caller choose a client_secret")
	}
	for _, c := range from(newUnique()) {
		if secret := c.Text(oauthclient.ClientSecret); secret != "" {
			return secret
		}
	}
	t.Fatal("no sample of the harness has a client_secret")
	return ""
}

func testSecretGiven(t *testing.T, s *suite) {
	given, c := s.secret(t, s.Samples), s.harmless(t)
	desired := s.Minimal(newUnique())
	m := s.create(t, desired.With(oauthclient.ClientSecret, given))
	if disclosed := m.server.Text(oauthclient.ClientSecret); disclosed != "" && disclosed != given {
		t.Error("Create returned another secret than it was given")
	}
	s.mustHaveSecret(t, m.state, given, true)
	m.update(t, desired.With(c.field, c.value()))
	s.mustHaveSecret(t, m.state, given, true)
	m.mustKeepSecret(t, given)
}

// hasSecrets reports whether a client gets a secret, be it made here or by the server.
func (s *suite) hasSecrets(c oauthclient.Client) bool {
	return (s.service.Supports(oauthclient.ClientSecret) || s.service.Issues(oauthclient.ClientSecret)) && s.service.UsesSecret(c)
}

func testSecretGenerated(t *testing.T, s *suite) {
	c := s.harmless(t)
	desired := s.Minimal(newUnique())
	m := s.create(t, desired)
	if !s.hasSecrets(m.server) {
		t.Skip("the client has no secret")
	}
	generated := m.server.Text(oauthclient.ClientSecret)
	if generated == "" {
		t.Fatal("Create did not return the secret that was made")
	}
	s.mustHaveSecret(t, m.state, generated, true)
	m.update(t, desired.With(c.field, c.value()))
	if s.property(oauthclient.ClientSecret).Replaced {
		generated = m.state.Text(oauthclient.ClientSecret)
	}
	s.mustHaveSecret(t, m.state, generated, true)
	m.mustKeepSecret(t, generated)
}

// mustKeepSecret fails the test unless the secret is still in the state after a refresh.
func (m *managed) mustKeepSecret(t *testing.T, secret string) {
	t.Helper()
	m.refresh(t)
	if m.state.Text(oauthclient.ClientSecret) != secret {
		t.Errorf("after a refresh the state has another secret, or none (%d characters)", len(m.state.Text(oauthclient.ClientSecret)))
	}
}

func testSecretChanged(t *testing.T, s *suite) {
	first, second := s.secret(t, s.Samples), s.secret(t, s.Variants)
	desired := s.Minimal(newUnique())
	m := s.create(t, desired.With(oauthclient.ClientSecret, first))
	m.update(t, desired.With(oauthclient.ClientSecret, second))
	s.mustHaveSecret(t, m.state, second, true)
	s.mustHaveSecret(t, m.state, first, false)
	m.mustKeepSecret(t, second)
	m.desired = desired
	m.mustSettle(t, "after the secret was changed")
}

// testSecretChangedByOthers checks that an update without secret leaves alone the one that the client has by now, even
// if the state knows another one (keycloak/terraform-provider-keycloak#1602).
func testSecretChangedByOthers(t *testing.T, s *suite) {
	first, second, c := s.secret(t, s.Samples), s.secret(t, s.Variants), s.harmless(t)
	needs(t, s.Edit != nil, "Edit")
	needs(t, s.HasSecret != nil, "HasSecret")
	desired := s.Minimal(newUnique())
	m := s.create(t, desired.With(oauthclient.ClientSecret, first))
	m.edit(t, oauthclient.Client{oauthclient.ClientSecret: second})
	s.mustHaveSecret(t, m.state, second, true)
	m.update(t, desired.With(c.field, c.value()))
	s.mustHaveSecret(t, m.state, second, true)
}

// testSecretRotated has the server make a new secret. Where secrets overlap, the old one works until it is retired.
func testSecretRotated(t *testing.T, s *suite) {
	if !s.Judge.Profile().Can.RotateSecret {
		t.Skip("the server makes no new secrets")
	}
	desired := s.Minimal(newUnique())
	m := s.create(t, desired)
	first := m.state.Text(oauthclient.ClientSecret)
	rotated, err := s.service.RotateSecret(t.Context(), m.state)
	if errors.Is(err, oauthclient.ErrUnsupported) {
		t.Skip("the server at hand makes no new secrets")
	}
	if err != nil {
		t.Fatalf("RotateSecret: %v", err)
	}
	m.written(desired, rotated)
	second := m.state.Text(oauthclient.ClientSecret)
	if second == "" || second == first || rotated.Client.Text(oauthclient.ClientSecret) != second {
		t.Fatalf("RotateSecret returned no new secret (%d characters)", len(second))
	}
	s.mustHaveSecret(t, m.state, second, true)
	m.mustSettle(t, "after the secret was rotated")
	m.mustKeepSecret(t, second)
	if !s.Judge.Profile().Can.OverlapSecrets {
		return
	}
	s.mustHaveSecret(t, m.state, first, true)
	if err := s.service.RetireSecrets(t.Context(), m.state); err != nil {
		t.Fatalf("RetireSecrets: %v", err)
	}
	s.mustHaveSecret(t, m.state, first, false)
	s.mustHaveSecret(t, m.state, second, true)
	m.mustSettle(t, "after the old secret was retired")
}

// testSecretInErrors makes every write fail, one way by repeating the request, and looks for secrets in the errors.
func testSecretInErrors(t *testing.T, s *suite) {
	first, second, c := s.secret(t, s.Samples), s.secret(t, s.Variants), s.harmless(t)
	needs(t, s.Wire != nil, "Wire")
	m := s.create(t, s.Minimal(newUnique()).With(oauthclient.ClientSecret, first))
	for name, fault := range map[string]Fault{
		"Refusal": Refusal, "Unauthorized": Unauthorized, "ProxyNotFound": ProxyNotFound,
	} {
		s.breakWire(t, fault)
		desired := s.Minimal(newUnique()).With(oauthclient.ClientSecret, second).With(c.field, c.value())
		created, err := s.service.Create(t.Context(), desired)
		s.manage(t, desired, created)
		mustHide(t, name+" of Create", err, second)

		_, err = s.service.Update(t.Context(), m.state, m.desired.With(oauthclient.ClientSecret, second).With(c.field, c.value()))
		mustHide(t, name+" of Update", err, first, second, m.state.Text(oauthclient.RegistrationAccessToken))
	}
}

// mustHide fails the test unless err is an error that holds none of the secrets.
func mustHide(t *testing.T, what string, err error, secrets ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s returned no error", what)
		return
	}
	text := fmt.Sprintf("%v %+v", err, err)
	for _, secret := range secrets {
		if secret != "" && strings.Contains(text, secret) {
			t.Errorf("%s: the error holds a secret: %s", what, text)
		}
	}
}
