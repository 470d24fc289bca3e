package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// TestAccAction gives clients new secrets by the action oauth_client_rotate_secret.
func TestAccAction(t *testing.T) {
	t.Parallel()
	bin := buildProvider(t)
	newWorkspace(t, bin).needs("actions", 14, 0)
	for name, test := range map[string]func(*testing.T, *workspace){
		"hydra": testActionHydra, "trigger": testActionTrigger, "refused": testActionRefused,
		"nevismeta": testActionNevismeta, "oam": testActionOAM, "registration": testActionRegistration,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newWorkspace(t, bin))
		})
	}
}

// rotateSecret returns an action for a client, with what tells the secret.
func rotateSecret(id, tells string) string {
	return fmt.Sprintf("action \"oauth_client_rotate_secret\" \"now\" {\n  config {\n    id = %q\n    %s\n  }\n}\n", id, tells)
}

const (
	byVariable = `secret_variable = "NEW_SECRET"`
	writtenBy  = "variable \"secret\" {\n  ephemeral = true\n  default = \"a written secret\"\n}\n"
	byWriting  = `client_secret_wo = var.secret`
)

// invoke runs the action on its own, with a secret in the environment.
func (w *workspace) invoke(config, secret string) error {
	w.t.Helper()
	env := w.env
	defer func() { w.env = env }()
	w.env = append(w.env[:len(w.env):len(w.env)], "NEW_SECRET="+secret)
	return w.run(config, "apply", "-auto-approve", "-invoke=action.oauth_client_rotate_secret.now")
}

func testActionHydra(t *testing.T, w *workspace) {
	s := newServer(t)
	id := uniqueID("acted")
	s.create(map[string]any{"client_id": id, "client_name": "Stays", "client_secret": "the first secret", "grant_types": list("client_credentials"), "contacts": list("a")})
	if err := w.invoke(s.config(rotateSecret(id, byVariable)), "the second secret"); err != nil {
		t.Fatal(err)
	}
	if !s.authenticates(id, "the second secret") || s.authenticates(id, "the first secret") {
		t.Error("the secret of the environment is not the client's")
	}
	// Terraform 1.16.4 drops a write-only value on its way to an action that is invoked. When one comes through, say so no more.
	if err := w.invoke(s.config(writtenBy, rotateSecret(id, byWriting)), ""); err == nil || !wrapped("did not come through").MatchString(err.Error()) {
		t.Errorf("a write-only secret with -invoke: %v", err)
	}
	if err := s.compare(id, map[string]any{"client_name": "Stays", "contacts": list("a")}); err != nil {
		t.Error(err)
	}
	reportSecret(t, "output", w.output.Bytes(), "the second secret")
	s.remove(id)
}

// An action that a change triggers. The new secret is ephemeral, and in no state.
func testActionTrigger(t *testing.T, w *workspace) {
	s := newServer(t)
	id := uniqueID("acted")
	config := func(input string) string {
		return s.config(
			fmt.Sprintf("variable \"secret\" {\n  ephemeral = true\n  default = \"the secret of %s\"\n}\n", input), rotateSecret(id, byWriting),
			fmt.Sprintf("resource \"terraform_data\" \"when\" {\n  input = %q\n  lifecycle {\n    action_trigger {\n      events  = [after_create, after_update]\n      actions = [action.oauth_client_rotate_secret.now]\n    }\n  }\n}\n", input),
		)
	}
	s.create(map[string]any{"client_id": id, "client_secret": "the first secret", "client_name": "Stays", "grant_types": list("client_credentials")})
	for _, input := range []string{"one", "two"} {
		w.apply(config(input))
		if !s.authenticates(id, "the secret of "+input) {
			t.Errorf("after %q the client has another secret", input)
		}
		reportSecret(t, "output", w.output.Bytes(), "the secret of "+input)
	}
	s.remove(id)
}

func testActionRefused(t *testing.T, w *workspace) {
	s := newServer(t)
	id := uniqueID("acted")
	s.create(map[string]any{"client_id": id, "client_secret": "the first secret", "grant_types": list("client_credentials")})
	for name, tc := range map[string]struct{ id, tells, secret, want string }{
		"no secret":      {id, "", "", `Set client_secret_wo or secret_variable`},
		"two secrets":    {id, byVariable + "\n" + `client_secret_wo = "another one"`, "x", `both tell the new secret`},
		"empty variable": {id, byVariable, "", `NEW_SECRET, which secret_variable names, is empty`},
		"short":          {id, byVariable, "short", `6 `},
		"no client":      {uniqueID("gone"), byVariable, "long enough", `gone-`},
	} {
		if err := w.invoke(s.config(rotateSecret(tc.id, tc.tells)), tc.secret); err == nil || !wrapped(tc.want).MatchString(err.Error()) {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
	if !s.authenticates(id, "the first secret") {
		t.Error("the client has another secret")
	}
	s.remove(id)
}

func testActionNevismeta(t *testing.T, w *workspace) {
	s := newNevismeta(t, nevissim.Options{})
	config := func(more ...string) string {
		return s.config(fmt.Sprintf("setup_id = %q", nevissim.SetupID), more...)
	}
	body := client("a", `client_id = "acted"`, `client_name = "Stays"`, `client_secret_wo = "the first secret"`, `client_secret_wo_version = "1"`)
	w.apply(config(body))
	id := fmt.Sprint(w.attributes("a")["id"])
	if err := w.invoke(config(body, rotateSecret(id, byVariable)), "the second secret"); err != nil {
		t.Fatal(err)
	}
	if !s.Authenticates("acted", "the second secret") {
		t.Error("the client has another secret")
	}
	if err := w.run(config(body), "plan", "-detailed-exitcode"); err != nil {
		t.Errorf("the plan after it: %v", err)
	}
}

func testActionOAM(t *testing.T, w *workspace) {
	s := newOAM(t, oamsim.Options{})
	secret := "the first secret"
	if err := s.AddClient(message.Client{Name: "Shop", ID: "acted", IDDomain: oamDomain, ClientType: "CONFIDENTIAL_CLIENT", Secret: &secret}); err != nil {
		t.Fatal(err)
	}
	if err := w.invoke(s.config(oamDomain, rotateSecret(oamDomain+"/Shop", byVariable)), "the second secret"); err != nil {
		t.Fatal(err)
	}
	if !s.Authenticates("acted", "the second secret") {
		t.Error("the client has another secret")
	}
}

// A server that makes the secrets by itself is no place for the action, and the plan says so.
func testActionRegistration(t *testing.T, w *workspace) {
	r := newRegistrar(t, registrationsim.Options{})
	err := w.invoke(r.config(rotateSecret("any", byVariable)), "long enough")
	if err == nil || !strings.Contains(err.Error(), "Action not supported by the backend") {
		t.Errorf("it said %v", err)
	}
}
