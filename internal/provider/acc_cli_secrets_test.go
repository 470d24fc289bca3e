package provider_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// The secrets that the configurations below have.
const givenSecret, writeOnlySecret = "given-secret-4711", "write-only-4711"

// secretive are the other servers than Hydra, which testNoSecretShows is about. What starts one returns the secrets of the
// provider, and a configuration with clients of every way to keep a secret.
var secretive = map[string]func(t *testing.T) (secrets []string, config func(name string) string){
	"nevismeta": func(t *testing.T) ([]string, func(string) string) {
		n := newNevismeta(t, nevissim.Options{})
		return []string{nevissim.Password}, func(name string) string {
			return n.config(fmt.Sprintf("setup_id = %q", nevissim.SetupID), clientsWithSecrets(name, `redirect_uris = ["https://a.example.com/cb"]`)...)
		}
	},
	"oam": func(t *testing.T) ([]string, func(string) string) {
		s := newOAM(t, oamsim.Options{})
		return []string{oamsim.DefaultPassword}, func(name string) string {
			return s.config(oamDomain, clientsWithSecrets(name, `grant_types = ["client_credentials"]`, `scopes = ["ResServer1.scope1"]`)...)
		}
	},
	"registration": func(t *testing.T) ([]string, func(string) string) {
		r := newRegistrar(t, registrationsim.Options{InitialAccessToken: registrationsim.InitialAccessToken, Rotation: registrationsim.RotateOnPut, SecretOnUpdate: true})
		return []string{registrationsim.InitialAccessToken}, func(name string) string {
			return r.config(client("generated", `redirect_uris = ["https://a.example.com/cb"]`, fmt.Sprintf("contacts = [%q]", name+"@example.com")))
		}
	},
}

// clientsWithSecrets returns clients of every way to keep a secret, which change with the name.
func clientsWithSecrets(name string, body ...string) []string {
	changing := fmt.Sprintf("client_secret_rotation_triggers = { a = %q }", name)
	return []string{
		client("generated", append(body, `client_name = "generated"`, changing)...),
		client("given", append(body, `client_name = "given"`, fmt.Sprintf("client_secret = %q", givenSecret+name))...),
		client("write_only", append(body, `client_name = "write only"`, fmt.Sprintf("client_secret_wo = %q\nclient_secret_wo_version = %q", writeOnlySecret+name, name))...),
	}
}

// testNoSecretShowsOn looks for all secrets of a life in all that TRACE logs and the engine print.
func testNoSecretShowsOn(t *testing.T, w *workspace, start func(t *testing.T) ([]string, func(string) string)) {
	of, config := start(t)
	log := filepath.Join(w.dir, "trace.log")
	w.env = append(w.env, "TF_LOG=TRACE", "TF_LOG_PATH="+log)
	secrets := map[string]bool{givenSecret: true, writeOnlySecret: true}
	for _, secret := range of {
		secrets[secret] = true
	}
	for _, name := range []string{"one", "two"} {
		w.apply(config(name))
		for _, attribute := range []string{"client_secret", "registration_access_token"} {
			if secret, ok := w.attributes("generated")[attribute].(string); ok {
				secrets[secret] = true
			}
		}
	}
	if err := w.run(config("two"), "destroy", "-auto-approve"); err != nil {
		t.Error(err)
	}
	if len(secrets) < 5 {
		t.Errorf("only %d secrets were looked for", len(secrets))
	}
	logged, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(logged, []byte("HTTP request")) {
		t.Error("the log does not tell of requests")
	}
	for secret := range secrets {
		reportSecret(t, "log", logged, secret)
		reportSecret(t, "output", w.output.Bytes(), secret)
	}
}
