package provider_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

const examplesDir = "../../examples"

// An example is a configuration that users are shown: one or more files that belong together, and the server it is for.
type example struct {
	files []string
	serve func(t *testing.T, w *workspace) (address string)
}

// documentedAddress is how the examples write the address of a server that they do not take from the environment.
var documentedAddress = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

var examples = map[string]example{
	"demo":            {[]string{"demo/main.tf"}, hydraExample},
	"client":          {[]string{"provider/provider.tf", "resources/oauth_client/resource.tf"}, hydraExample},
	"data source":     {[]string{"data-sources/oauth_client/data-source.tf"}, hydraWithShop},
	"clients":         {[]string{"data-sources/oauth_clients/data-source.tf"}, hydraWithShop},
	"secret":          {[]string{"ephemeral-resources/oauth_client_secret/ephemeral-resource.tf"}, hydraExample},
	"import":          {[]string{"resources/oauth_client/import.tf"}, hydraWithShop},
	"identity import": {[]string{"resources/oauth_client/import-by-identity.tf"}, hydraWithShopByIdentity},
	"action":          {[]string{"actions/oauth_client_rotate_secret/action.tf"}, hydraWithActions},
	"oam imports": {
		files: []string{"resources/oauth_oam_identity_domain/import-by-string-id.tf", "resources/oauth_oam_resource_server/import-by-string-id.tf"},
	},
	"function":            {[]string{"functions/jwks/function.tf"}, hydraWithKeys},
	"document":            {[]string{"functions/client_id_metadata_document/function.tf"}, noServer},
	"served document":     {[]string{"data-sources/oauth_client_id_metadata_document/data-source.tf"}, documentServer},
	"token":               {[]string{"ephemeral-resources/oauth_access_token/ephemeral-resource.tf"}, hydraExample},
	"nevismeta":           {[]string{"nevismeta/main.tf"}, nevismetaExample},
	"registration":        {[]string{"registration/main.tf"}, registrationExample},
	"oam domain":          {[]string{"resources/oauth_oam_identity_domain/resource.tf"}, oamExample},
	"oam resource server": {[]string{"resources/oauth_oam_resource_server/resource.tf"}, oamExample},
	// Applied, changed and destroyed by testOAMExample; the imports above by testOAMImports.
	"oam": {files: []string{"oam/main.tf"}},
}

func hydraExample(t *testing.T, w *workspace) string {
	t.Helper()
	s := serveSimulator(t, hydrasim.Options{})
	w.env = append(w.env, "OAUTH_HYDRA_ADMIN_URL="+s.adminURL)
	return s.adminURL
}

func hydraWithShop(t *testing.T, w *workspace) string {
	t.Helper()
	s := serveSimulator(t, hydrasim.Options{})
	s.create(map[string]any{"client_id": "shop"})
	w.env = append(w.env, "OAUTH_HYDRA_ADMIN_URL="+s.adminURL)
	return s.adminURL
}

func hydraWithShopByIdentity(t *testing.T, w *workspace) string {
	t.Helper()
	w.needs("import by identity", 12, 12)
	return hydraWithShop(t, w)
}

func hydraWithActions(t *testing.T, w *workspace) string {
	t.Helper()
	w.needs("actions", 14, 0)
	return hydraExample(t, w)
}

// needs skips a test of something that the engine has from version 1.N on, or not at all when N is 0.
func (w *workspace) needs(what string, terraform, opentofu int) {
	w.t.Helper()
	least := terraform
	if os.Getenv("TF_ACC_ENGINE") == "opentofu" {
		least = opentofu
	}
	if least == 0 {
		w.t.Skip("the engine has no " + what)
	}
	out, err := exec.CommandContext(w.t.Context(), w.engine, "version", "-json").Output()
	if err != nil {
		w.t.Fatal(err)
	}
	var is struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal(out, &is); err != nil {
		w.t.Fatal(err)
	}
	var major, minor int
	if _, err := fmt.Sscanf(is.Version, "%d.%d", &major, &minor); err != nil {
		w.t.Fatalf("%q: %v", is.Version, err)
	}
	if minor < least {
		w.t.Skipf("%s needs 1.%d, and the engine is %s", what, least, is.Version)
	}
}

// testOAMImports makes what the examples import, forgets it, and imports it.
func testOAMImports(t *testing.T, w *workspace) {
	address := oamExample(t, w)
	var config strings.Builder
	for _, name := range []string{"oam domain", "oam resource server"} {
		config.Write(readExample(t, examples[name].files[0], address))
	}
	w.apply(config.String())
	if err := os.Remove(filepath.Join(w.dir, "terraform.tfstate")); err != nil {
		t.Fatal(err)
	}
	resources, _, _ := strings.Cut(config.String(), "# A client")
	config.Reset()
	config.WriteString(resources)
	for _, file := range examples["oam imports"].files {
		config.Write(readExample(t, file, address))
	}
	config.WriteString("import {\n  to = oauth_oam_identity_domain.retail\n  id = \"Retail\"\n}\n")
	w.apply(config.String())
}

func readExample(t *testing.T, file, address string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(examplesDir, file))
	if err != nil {
		t.Fatal(err)
	}
	return documentedAddress.ReplaceAll(text, []byte(address))
}

// hydraWithKeys puts the files that the example reads beside it.
func hydraWithKeys(t *testing.T, w *workspace) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	next, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, next.Public(), next)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"reports.pub.pem":      {Type: "PUBLIC KEY", Bytes: public},
		"reports-next.crt.pem": {Type: "CERTIFICATE", Bytes: certificate},
	} {
		if err := os.WriteFile(filepath.Join(w.dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return hydraExample(t, w)
}

func nevismetaExample(t *testing.T, w *workspace) string {
	t.Helper()
	s := newNevismeta(t, nevissim.Options{})
	w.env = append(w.env, "OAUTH_NEVISMETA_USERNAME="+nevissim.Username, "OAUTH_NEVISMETA_PASSWORD="+nevissim.Password)
	return s.url
}

func registrationExample(t *testing.T, _ *workspace) string {
	t.Helper()
	return newRegistrar(t, registrationsim.Options{
		Rotation: registrationsim.RotateOnPut, Unknown: registrationsim.UnknownKept,
	}).issuer
}

func oamExample(t *testing.T, w *workspace) string {
	t.Helper()
	s := newOAM(t, oamsim.Options{})
	w.env = append(w.env, "OAUTH_OAM_URL="+s.url, "OAUTH_OAM_USERNAME="+oamsim.DefaultUsername, "OAUTH_OAM_PASSWORD="+oamsim.DefaultPassword)
	return s.url
}

// testExample applies an example as it stands, plans it again, and destroys it.
func testExample(t *testing.T, e example, w *workspace) {
	address := e.serve(t, w)
	var config strings.Builder
	for _, file := range e.files {
		config.Write(readExample(t, file, address))
	}
	// The workspace has a block of its own that says where the provider is from.
	text := regexp.MustCompile(`(?s)terraform \{.*?\n\}\n`).ReplaceAllString(config.String(), "")
	w.apply(text)
	if err := w.run(text, "destroy", "-auto-approve"); err != nil {
		t.Fatal(err)
	}
}

// TestEveryExampleIsTested keeps an example from being published that nobody has tried.
func TestEveryExampleIsTested(t *testing.T) {
	t.Parallel()
	var tested, published []string
	for _, e := range examples {
		tested = append(tested, e.files...)
	}
	err := filepath.WalkDir(examplesDir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".tf" {
			file, _ := filepath.Rel(examplesDir, path)
			published = append(published, filepath.ToSlash(file))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range published {
		if !slices.Contains(tested, file) {
			t.Errorf("no test applies examples/%s", file)
		}
	}
}
