package provider_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"math/big"
	"os"
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
	"function":        {[]string{"functions/jwks/function.tf"}, hydraWithKeys},
	"document":        {[]string{"functions/client_id_metadata_document/function.tf"}, noServer},
	"served document": {[]string{"data-sources/oauth_client_id_metadata_document/data-source.tf"}, documentServer},
	"token":           {[]string{"ephemeral-resources/oauth_access_token/ephemeral-resource.tf"}, hydraExample},
	"nevismeta":       {[]string{"nevismeta/main.tf"}, nevismetaExample},
	"registration":    {[]string{"registration/main.tf"}, registrationExample},
	"oam siblings": {
		[]string{"resources/oauth_oam_identity_domain/resource.tf", "resources/oauth_oam_resource_server/resource.tf"}, oamExample,
	},
	// Applied, changed and destroyed by testOAMExample.
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
		text, err := os.ReadFile(filepath.Join(examplesDir, file))
		if err != nil {
			t.Fatal(err)
		}
		config.Write(documentedAddress.ReplaceAll(text, []byte(address)))
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
