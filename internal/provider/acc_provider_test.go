package provider_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
)

// hasName checks the name of the client "a" on the server.
func (s *server) hasName(name string) []statecheck.StateCheck {
	return []statecheck.StateCheck{s.serverHas(addressA, map[string]any{"client_name": name})}
}

// Without any provider block, everything comes from the environment.
func TestAccProvider_environment(t *testing.T) {
	s := newServer(t)
	t.Setenv("OAUTH_HYDRA_ADMIN_URL", s.adminURL)
	t.Setenv("OAUTH_HTTP_HEADERS", "X-Test: from the environment")
	s.test(
		resource.TestStep{Config: client("a", `client_name = "no block"`), ConfigStateChecks: s.hasName("no block")},
		resource.TestStep{
			Config:            "provider \"oauth\" {\n  hydra {}\n}\n" + client("a", `client_name = "empty block"`),
			ConfigStateChecks: s.hasName("empty block"),
		},
	)
	if s.sim == nil {
		return
	}
	for _, request := range s.sim.Requests() {
		if request.Method == http.MethodPost && request.Header.Get("X-Test") != "from the environment" {
			t.Errorf("headers %v", request.Header)
		}
	}
}

// A server's address may depend on what the same apply makes; so may another client.
func TestAccProvider_addressKnownAtApply(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	config := func(version, id, name string) string {
		return fmt.Sprintf(`
resource "terraform_data" "server" {
  input = { url = %q, version = %q }
}
provider "oauth" {
  hydra { admin_url = terraform_data.server.output.url }
}
`, s.adminURL, version) + client("a", fmt.Sprintf("client_id = %q\nclient_name = %q", id, name))
	}
	first, second := uniqueID("first"), uniqueID("second")
	s.test(
		resource.TestStep{Config: config("1", first, "one"), ConfigStateChecks: s.hasName("one")},
		resource.TestStep{Config: config("2", first, "one"), ConfigStateChecks: s.hasName("one")},
		resource.TestStep{Config: config("3", first, "two"), ConfigStateChecks: s.hasName("two")},
		resource.TestStep{Config: config("4", second, "three"), ConfigStateChecks: append(s.hasName("three"),
			statecheck.ExpectKnownValue(addressA, tfjsonpath.New("id"), knownvalue.StringExact(second)),
			inspect{addressA, func(map[string]any) error {
				if s.get(first) != nil {
					return fmt.Errorf("the replaced client is still there")
				}
				return nil
			}},
		)},
	)
}

func TestAccProvider_wrongToken(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{BearerToken: "right"}, "asks for a token")
	s.test(resource.TestStep{
		Config:      fmt.Sprintf("provider \"oauth\" {\n  hydra {\n  admin_url = %q\n  bearer_token = \"wrong-token\"\n}\n}\n", s.adminURL) + client("a"),
		ExpectError: wrapped(`Unable to create OAuth client.*401.*Check the credentials`),
	})
}

// The API is below a path, with or without a slash or the "/admin" of the documents at the end.
func TestAccProvider_pathPrefix(t *testing.T) {
	t.Parallel()
	for _, suffix := range []string{"", "/", "/admin", "/admin/"} {
		t.Run("suffix "+suffix, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, hydrasim.Options{}, "is put below a path")
			gateway := httptest.NewServer(http.StripPrefix("/auth/hydra", s.sim))
			t.Cleanup(gateway.Close)
			config := fmt.Sprintf("provider \"oauth\" {\n  hydra { admin_url = %q }\n}\n", gateway.URL+"/auth/hydra"+suffix)
			s.test(
				resource.TestStep{Config: config + client("a", `client_id = "a b?c#d%2F"`, `client_name = "x"`), ConfigStateChecks: s.hasName("x")},
				resource.TestStep{Config: config + client("a", `client_id = "a b?c#d%2F"`, `client_name = "y"`), ConfigStateChecks: s.hasName("y")},
			)
		})
	}
}

// The provider gets its own token by the client credentials grant, and only one for all requests of a run.
func TestAccProvider_clientCredentials(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, "counts requests")
	s.create(map[string]any{"client_id": "terraform", "client_secret": "its-secret", "grant_types": list("client_credentials"), "scope": "manage"})
	guard := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/admin/") && !strings.HasPrefix(r.Header.Get("Authorization"), "bearer ory_at_") &&
			!strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ory_at_") {
			http.Error(w, `{"error":"no token"}`, http.StatusUnauthorized)
			return
		}
		s.sim.ServeHTTP(w, r)
	}))
	t.Cleanup(guard.Close)
	config := fmt.Sprintf(`
provider "oauth" {
  hydra {
    admin_url = %[1]q
    oauth2 {
      token_url = "%[1]s/oauth2/token"
      client_id = "terraform"
      client_secret = "its-secret"
      scopes = ["manage"]
    }
  }
}
`, guard.URL)
	s.test(resource.TestStep{Config: config + client("a", `client_name = "x"`), ConfigStateChecks: s.hasName("x")})
	if err := s.compare("terraform", map[string]any{"scope": "manage"}); err != nil {
		t.Error(err)
	}
}

// Mutual TLS and a private authority.
func TestAccProvider_mutualTLS(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, "is put behind TLS")
	authority := newAuthority(t)
	certificate, key := authority.issue(t, "client")
	gateway := httptest.NewUnstartedServer(s.sim)
	serverCertificate, serverKey := authority.issue(t, "server")
	pair, err := tls.X509KeyPair([]byte(serverCertificate), []byte(serverKey))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(authority.certificate)
	gateway.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert}
	gateway.StartTLS()
	t.Cleanup(gateway.Close)

	provider := func(http string) string {
		return fmt.Sprintf("provider \"oauth\" {\n  hydra { admin_url = %q }\n  http {\n  max_retries = 0\n  %s\n}\n}\n", gateway.URL, http) + client("a", `client_name = "x"`)
	}
	ca := fmt.Sprintf("    ca_cert_pem = %q\n", authority.pem)
	mutual := fmt.Sprintf("    client_cert_pem = %q\n    client_key_pem = %q\n", certificate, key)
	s.test(
		resource.TestStep{Config: provider(mutual), ExpectError: wrapped(`an authority that is not trusted.*ca_cert_pem`)},
		resource.TestStep{Config: provider(ca), ExpectError: wrapped(`client certificate.*client_cert_pem`)},
		resource.TestStep{Config: provider(ca + mutual), ConfigStateChecks: s.hasName("x")},
		resource.TestStep{Config: provider(mutual + "    insecure_skip_verify = true\n"), ConfigPlanChecks: noChange()},
	)
}

// An authority issues certificates for a test.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	pem         string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{certificate, key, toPEM("CERTIFICATE", der)}
}

// issue returns a certificate and its key in PEM, for a client or for a server on the loopback interface.
func (a *authority) issue(t *testing.T, name string) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, private.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return toPEM("CERTIFICATE", der), toPEM("PRIVATE KEY", keyDER)
}

func toPEM(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
