package provider_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
)

// nevismetaFull is a configuration with nearly everything; jwks and valid_from come in other tests.
func nevismetaFull() map[string]any {
	return map[string]any{
		"client_id": "billing-web", "client_name": "Billing", "client_secret": "a secret of mine",
		"redirect_uris": []any{"https://billing.example.org/a", "https://billing.example.org/b"},
		"grant_types":   []any{"authorization_code", "refresh_token"}, "response_types": []any{"code"},
		"scopes": []any{"billing.read", "openid"}, "contacts": []any{"ops@example.org"},
		"client_uri": "https://billing.example.org/", "logo_uri": "https://billing.example.org/logo.png",
		"policy_uri": "https://billing.example.org/policy", "tos_uri": "https://billing.example.org/terms",
		"jwks_uri": "https://billing.example.org/jwks.json", "token_endpoint_auth_method": "client_secret_basic",
		"require_pushed_authorization_requests": true,
		"id_token_signed_response_alg":          "RS256", "id_token_encrypted_response_alg": "RSA-OAEP", "id_token_encrypted_response_enc": "A256GCM",
		"nevismeta": map[string]any{
			"owner": "platform-team", "comment": "Invoices", "confidentiality_type": "confidential", "pkce_mode": "s256-required",
			"force_reauthentication": true, "access_token_ttl": 900, "refresh_token_ttl": 86400, "id_token_ttl": 600,
			"persisted_consent_ttl": 604800,
			"metadata": []any{
				map[string]any{"name": "client_name", "value": "Rechnungen", "locale": "de"},
				map[string]any{"name": "client_name", "value": "Invoices"},
			},
		},
	}
}

// The second plan is empty after a creation, an update, a removal of everything, and an import, on every server.
func TestNevismeta_secondPlan(t *testing.T) {
	t.Parallel()
	for _, opts := range nevissim.Combinations() {
		if opts.Errors != nevissim.ErrorOAuth {
			continue // nothing goes wrong here
		}
		t.Run(opts.Name, func(t *testing.T) {
			t.Parallel()
			server := newNevismeta(t, opts)
			session := newSession(t)
			if said := session.configure(t.Context(), server.settings(nil)); len(said) > 0 {
				t.Fatal(said)
			}
			full, typical := nevismetaFull(), map[string]any{
				"client_name": "Billing", "redirect_uris": []any{"https://billing.example.org/a"},
				"grant_types": []any{"authorization_code"}, "response_types": []any{"code"},
				"nevismeta": map[string]any{"confidentiality_type": "confidential", "pkce_mode": "required"},
			}
			a, b := session.newLife(), session.newLife()
			a.apply(full)
			a.mustBeSettled("after the creation")
			imported := session.newLife()
			imported.config = full
			imported.importAs(a.text("id"))
			if opts.Secret != nevissim.SecretPlain {
				// A secret that the server does not show is not known after an import, and configured.
				imported.config = nevismetaFull()
				delete(imported.config, "client_secret")
			}
			imported.mustBeSettled("after the import")

			b.apply(typical)
			b.mustBeSettled("after the creation")
			b.config["nevismeta"] = map[string]any{
				"confidentiality_type": "confidential", "pkce_mode": "allowed", "comment": "changed", "valid_from": "2099-01-01T00:00:00Z",
			}
			b.apply(b.config)
			b.mustBeSettled("after a change was scheduled")
			b.apply(map[string]any{"client_name": "Billing"})
			b.mustBeSettled("after everything was removed")

			imported = session.newLife()
			imported.config = typical
			imported.importAs(nevissim.SetupID + "/client_id=" + a.text("client_id"))
			if imported.text("id") != a.text("id") {
				t.Errorf("imported by client_id is %s, want %s", imported.text("id"), a.text("id"))
			}
		})
	}
}

// The plan says when a change takes effect, at the attribute, and says it only while there is something to do.
func TestNevismeta_planOfSchedule(t *testing.T) {
	t.Parallel()
	server := newNevismeta(t, nevissim.Options{})
	session := newSession(t)
	if said := session.configure(t.Context(), server.settings(nil)); len(said) > 0 {
		t.Fatal(said)
	}
	l := session.newLife()
	l.config = map[string]any{"client_name": "x", "nevismeta": map[string]any{"valid_from": "2099-01-01T00:00:00Z"}}
	l.mustWarn(t, "WARNING nevismeta.valid_from: Client takes effect later: nevismeta.valid_from (client \"x\"): By its nevismeta.valid_from the client takes effect at 2099-01-01T00:00:00Z.")
	l.apply(l.config)
	l.mustWarn(t, "")
	l.config = map[string]any{"client_name": "y", "nevismeta": map[string]any{"valid_from": "2099-01-01T00:00:00Z"}}
	l.mustWarn(t, "WARNING nevismeta.valid_from: Change takes effect later: nevismeta.valid_from (client \"y\"): By nevismeta.valid_from the change takes effect at 2099-01-01T00:00:00Z.")
	l.apply(l.config)
	l.config = map[string]any{"client_name": "y"}
	l.mustWarn(t, "WARNING nevismeta.valid_from: Scheduled change is withdrawn: nevismeta.valid_from (client \"y\"): What nevismeta.valid_from had scheduled for 2099-01-01T00:00:00Z")
	l.apply(l.config)
	if states := server.States(internalID(l.text("id"))); len(states) != 1 {
		t.Errorf("the client has %d states, want the one in force", len(states))
	}
	if _, err := server.AddFuture(internalID(l.text("id")), time.Now().Add(time.Hour), map[string]any{"name": "z"}); err != nil {
		t.Fatal(err)
	}
	l.refresh()
	if len(l.said) != 1 || !strings.HasPrefix(l.said[0], "WARNING nevismeta.valid_from: Change scheduled elsewhere:") {
		t.Errorf("a refresh says %v, want a warning of the foreign change", l.said)
	}
}

// mustWarn fails the test unless a plan has one diagnostic that begins so, or none for "".
func (l *life) mustWarn(t *testing.T, want string) {
	t.Helper()
	l.plan()
	switch {
	case want == "" && len(l.said) > 0, want != "" && len(l.said) != 1:
		t.Errorf("the plan says %v, want %q", l.said, want)
	case want != "" && !strings.HasPrefix(l.said[0], want):
		t.Errorf("the plan says %q, want %q", l.said[0], want)
	}
}

// internalID returns the last part of an id.
func internalID(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

// A changed default of the provider configuration makes clients anew that do not name a setup, and no others.
func TestNevismeta_changedDefault(t *testing.T) {
	t.Parallel()
	server := newNevismeta(t, nevissim.Options{})
	server.AddSetup(nevissim.Module, "other")
	before, after := newSession(t), newSession(t)
	if said := before.configure(t.Context(), server.settings(nil)); len(said) > 0 {
		t.Fatal(said)
	}
	if said := after.configure(t.Context(), server.settings(map[string]any{"setup_id": "other"})); len(said) > 0 {
		t.Fatal(said)
	}
	for _, tc := range []struct {
		name     string
		block    map[string]any
		replaces bool
	}{
		{name: "left out", replaces: true},
		{name: "named", block: map[string]any{"setup_id": nevissim.SetupID}},
	} {
		l := before.newLife()
		config := map[string]any{"client_name": "x"}
		if tc.block != nil {
			config["nevismeta"] = tc.block
		}
		l.apply(config)
		l.session = after
		l.refresh()
		if _, _, replaces := l.plan(); replaces != tc.replaces {
			t.Errorf("%s: the plan makes the client anew: %t, want %t", tc.name, replaces, tc.replaces)
		}
	}
}

// Bad input is an error, or a warning, at its attribute.
func TestNevismeta_badInput(t *testing.T) {
	t.Parallel()
	session := newSession(t)
	if said := session.configure(t.Context(), map[string]any{"nevismeta": map[string]any{"url": "http://127.0.0.1:1"}}); len(said) > 0 {
		t.Fatal(said)
	}
	inSetup := func(block map[string]any) map[string]any {
		block["setup_id"] = "x"
		return map[string]any{"nevismeta": block}
	}
	for _, tc := range []struct {
		name   string
		client map[string]any
		want   []string
	}{
		{"no setup", map[string]any{"client_name": "x"}, []string{"ERROR nevismeta.setup_id"}},
		{"time", inSetup(map[string]any{"valid_from": "tomorrow"}), []string{"ERROR nevismeta.valid_from"}},
		{"pkce_mode", inSetup(map[string]any{"pkce_mode": "S256"}), []string{"WARNING nevismeta.pkce_mode"}},
		{"metadata without name", inSetup(map[string]any{"metadata": []any{map[string]any{"name": "", "value": "x"}}}), []string{"ERROR nevismeta.metadata"}},
		{
			"signing algorithm",
			map[string]any{"nevismeta": map[string]any{"setup_id": "x"}, "id_token_signed_response_alg": "HS256"},
			[]string{"ERROR id_token_signed_response_alg"},
		},
		{"what hydra has", map[string]any{"nevismeta": map[string]any{"setup_id": "x"}, "hydra": map[string]any{"owner": "x"}}, []string{"ERROR hydra.owner"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			said := append(session.validate(tc.client), session.planCreate(tc.client)...)
			var paths []string
			for _, line := range said {
				path, _, _ := strings.Cut(line, ":")
				if len(paths) == 0 || paths[len(paths)-1] != path {
					paths = append(paths, path)
				}
			}
			if diff := cmp.Diff(tc.want, paths); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s\n%s", diff, strings.Join(said, "\n"))
			}
		})
	}
	for name, settings := range map[string]map[string]any{
		"nevismeta.url":         {"setup_id": "x"},
		"nevismeta.jwks_format": {"url": "http://127.0.0.1:1", "jwks_format": "pem"},
		"nevismeta.cookie":      {"url": "http://127.0.0.1:1", "cookie": "a=b", "bearer_token": "x"},
		"nevismeta.password":    {"url": "http://127.0.0.1:1", "username": "x"},
	} {
		said := newSession(t).configure(t.Context(), map[string]any{"nevismeta": settings})
		if len(said) != 1 || !strings.HasPrefix(said[0], "ERROR "+name+":") {
			t.Errorf("settings %v: %v, want an error at %s", settings, said, name)
		}
	}
}

// A write-only secret that was not edited goes along with every edit, since a server may take one away that does not.
func TestNevismeta_writeOnlyKept(t *testing.T) {
	t.Parallel()
	server := newNevismeta(t, nevissim.Options{Secret: nevissim.SecretOmitted, SecretOnPUT: nevissim.SecretCleared})
	session := newSession(t)
	if said := session.configure(t.Context(), server.settings(nil)); len(said) > 0 {
		t.Fatal(said)
	}
	l := session.newLife()
	config := map[string]any{"client_name": "Billing", "client_secret_wo": "a secret that is kept elsewhere"}
	l.apply(config)
	config["client_name"] = "Bills"
	l.apply(config)
	l.mustBeSettled("after an edit")
	if !server.Authenticates(server.List()[0].ClientID, "a secret that is kept elsewhere") {
		t.Error("the client has lost its secret")
	}
	if strings.Contains(fmt.Sprint(l.state), "kept elsewhere") {
		t.Error("the secret is in the state")
	}
}
