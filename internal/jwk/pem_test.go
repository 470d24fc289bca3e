package jwk_test

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

// The RFC 7638 thumbprints of rsaKey (section 3.1), ecKey and edKey (RFC 8037 appendix A.3).
const (
	rsaThumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
	ecThumbprint  = "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"
	edThumbprint  = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
)

// publicKeys are the keys of rsaKey, ecKey and edKey.
func publicKeys(t *testing.T) (*rsa.PublicKey, *ecdsa.PublicKey, ed25519.PublicKey) {
	t.Helper()
	decode := func(value any) []byte {
		decoded, err := base64.RawURLEncoding.DecodeString(value.(string))
		if err != nil {
			t.Fatal(err)
		}
		return decoded
	}
	point := append(append([]byte{4}, decode(ecKey()["x"])...), decode(ecKey()["y"])...)
	ec, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		t.Fatal(err)
	}
	return &rsa.PublicKey{N: new(big.Int).SetBytes(decode(rsaKey()["n"])), E: 65537}, ec, decode(edKey()["x"])
}

func encodePEM(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func publicPEM(t *testing.T, key crypto.PublicKey) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return encodePEM("PUBLIC KEY", der)
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// An authority is a certificate that issues others, or itself.
type authority struct {
	key         *ecdsa.PrivateKey
	certificate *x509.Certificate
}

// issue makes a certificate for the key; a nil issuer makes a self-signed one.
func issue(t *testing.T, issuer *authority, name string, key *ecdsa.PrivateKey) *authority {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
	}
	parent, signer := template, key
	if issuer != nil {
		parent, signer = issuer.certificate, issuer.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{key, certificate}
}

func (a *authority) pem() string {
	return encodePEM("CERTIFICATE", a.certificate.Raw)
}

func (a *authority) base64() string {
	return base64.StdEncoding.EncodeToString(a.certificate.Raw)
}

func TestFromPEMPublicKeys(t *testing.T) {
	t.Parallel()
	rsaPublic, ecPublic, edPublic := publicKeys(t)
	pkcs1 := encodePEM("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(rsaPublic))
	wantRSA := with(rsaKey(), object{"kid": rsaThumbprint, "use": "sig"})
	wantEC := with(ecKey(), object{"kid": ecThumbprint, "use": "sig"})
	wantED := with(edKey(), object{"kid": edThumbprint, "use": "sig"})
	tests := []struct {
		name string
		pems []string
		want []object
	}{
		{"none", nil, []object{}},
		{"RSA in PKIX", []string{publicPEM(t, rsaPublic)}, []object{wantRSA}},
		{"RSA in PKCS 1", []string{pkcs1}, []object{wantRSA}},
		{"each in its text", []string{publicPEM(t, edPublic), publicPEM(t, ecPublic)}, []object{wantED, wantEC}},
		{"all in one text", []string{"RSA:\n" + pkcs1 + "EC:\n" + publicPEM(t, ecPublic) + publicPEM(t, edPublic) + "end"}, []object{wantRSA, wantEC, wantED}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			set, err := jwk.FromPEM(tc.pems...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(jwks(t, tc.want...), set.Standard()); diff != "" {
				t.Errorf("FromPEM (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFromPEMCertificates(t *testing.T) {
	t.Parallel()
	root := issue(t, nil, "root", newKey(t))
	middle := issue(t, root, "middle", newKey(t))
	leaf := issue(t, middle, "leaf", newKey(t))
	before, after := issue(t, nil, "client", newKey(t)), issue(t, nil, "client", newKey(t))
	_, ecPublic, _ := publicKeys(t)
	tests := []struct {
		name string
		pems []string
		// chains holds the certificates of each key; none for a bare public key.
		chains [][]*authority
	}{
		{"one certificate", []string{leaf.pem()}, [][]*authority{{leaf}}},
		{"self-signed", []string{root.pem()}, [][]*authority{{root}}},
		{"chain", []string{leaf.pem() + middle.pem() + root.pem()}, [][]*authority{{leaf, middle, root}}},
		{"chain without root", []string{leaf.pem() + middle.pem()}, [][]*authority{{leaf, middle}}},
		{"two self-signed ones of one name", []string{before.pem() + after.pem()}, [][]*authority{{before}, {after}}},
		{
			"two chains and a key",
			[]string{leaf.pem() + middle.pem() + before.pem() + publicPEM(t, ecPublic) + after.pem()},
			[][]*authority{{leaf, middle}, {before}, nil, {after}},
		},
		{"texts are not joined", []string{leaf.pem(), middle.pem()}, [][]*authority{{leaf}, {middle}}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			set, err := jwk.FromPEM(tc.pems...)
			if err != nil {
				t.Fatal(err)
			}
			var got, want [][]any
			for _, key := range fromJSON(t, set.Standard()).(object)["keys"].([]any) {
				chain, _ := key.(object)["x5c"].([]any)
				got = append(got, append(chain, key.(object)["x5t#S256"]))
			}
			for _, chain := range tc.chains {
				var items []any
				for _, certificate := range chain {
					items = append(items, certificate.base64())
				}
				var thumbprint any
				if len(chain) > 0 {
					sum := sha256.Sum256(chain[0].certificate.Raw)
					thumbprint = base64.RawURLEncoding.EncodeToString(sum[:])
				}
				want = append(want, append(items, thumbprint))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("x5c and x5t#S256 of each key (-want +got):\n%s", diff)
			}
		})
	}
}

// A certificate may say that its key is for encryption only.
func TestFromPEMUse(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		usage x509.KeyUsage
		want  string
	}{
		"not said":                  {0, "sig"},
		"signatures":                {x509.KeyUsageDigitalSignature, "sig"},
		"signatures and encryption": {x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, "sig"},
		"encryption of keys":        {x509.KeyUsageKeyEncipherment, "enc"},
		"key agreement":             {x509.KeyUsageKeyAgreement, "enc"},
		"certificates":              {x509.KeyUsageCertSign, "sig"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key := newKey(t)
			template := &x509.Certificate{SerialNumber: big.NewInt(1), KeyUsage: tc.usage}
			der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
			if err != nil {
				t.Fatal(err)
			}
			set, err := jwk.FromPEM(encodePEM("CERTIFICATE", der))
			if err != nil {
				t.Fatal(err)
			}
			if got := fromJSON(t, set.Standard()).(object)["keys"].([]any)[0].(object)["use"]; got != tc.want {
				t.Errorf("use is %v, want %s", got, tc.want)
			}
		})
	}
}

func TestFromPEMRefuses(t *testing.T) {
	t.Parallel()
	rsaPublic, ecPublic, _ := publicKeys(t)
	root := issue(t, nil, "root", newKey(t))
	leaf := issue(t, root, "leaf", newKey(t))
	again := issue(t, root, "again", leaf.key)
	privateDER, err := x509.MarshalPKCS8PrivateKey(newKey(t))
	if err != nil {
		t.Fatal(err)
	}
	p224, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	x25519, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ec := publicPEM(t, ecPublic)
	const private = `is a private key, which would be stored in the Terraform state: give the public key ("openssl pkey -pubout" extracts it) or a certificate`
	const unsupported = "holds a key of a kind that is not supported: allowed are RSA, EC on P-256, P-384 or P-521, and Ed25519"
	const disorder = `holds the certificate of "CN=root", the name of another one's issuer, where a leaf belongs: a chain starts with its leaf, and each certificate is followed by its issuer's`
	tests := []struct {
		name string
		pems []string
		want string
	}{
		{"no text", []string{""}, `PEM text 1: holds no PEM block, which starts with "-----BEGIN"`},
		{"JSON", []string{ec, jwks(t, ecKey())}, `PEM text 2: holds no PEM block, which starts with "-----BEGIN"`},
		{"damaged block", []string{ec[:60] + "\n" + publicPEM(t, rsaPublic)}, "PEM text 1: 1 of 2 blocks are damaged"},
		{"damaged key", []string{encodePEM("PUBLIC KEY", []byte{1})}, "PEM text 1: block 1 cannot be read: asn1: syntax error: truncated tag or length"},
		{"private key", []string{ec, ec + encodePEM("PRIVATE KEY", privateDER)}, "PEM text 2: block 2 " + private},
		{"encrypted private key", []string{encodePEM("ENCRYPTED PRIVATE KEY", privateDER)}, "PEM text 1: block 1 " + private},
		{"RSA private key", []string{encodePEM("RSA PRIVATE KEY", privateDER)}, "PEM text 1: block 1 " + private},
		{"request for a certificate", []string{encodePEM("CERTIFICATE REQUEST", privateDER)}, `PEM text 1: block 1 is of type "CERTIFICATE REQUEST": allowed are PUBLIC KEY, RSA PUBLIC KEY and CERTIFICATE`},
		{"P-224", []string{publicPEM(t, p224.Public())}, "PEM text 1: " + unsupported},
		{"X25519", []string{publicPEM(t, x25519.Public())}, "PEM text 1: " + unsupported},
		{"key in two texts", []string{ec, ec}, `PEM text 2: holds a key that text 1 holds already (kid "` + ecThumbprint + `")`},
		{"key in one text twice", []string{ec + ec}, `PEM text 1: holds a key that text 1 holds already (kid "` + ecThumbprint + `")`},
		{"chain from the root", []string{root.pem() + leaf.pem()}, "PEM text 1: " + disorder},
		{"another of the issuer's name", []string{leaf.pem() + issue(t, nil, "root", newKey(t)).pem()}, "PEM text 1: " + disorder},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := jwk.FromPEM(tc.pems...)
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
	for _, pems := range [][]string{{leaf.pem(), again.pem()}, {root.pem() + root.pem()}} {
		if _, err := jwk.FromPEM(pems...); err == nil || !strings.Contains(err.Error(), "holds already") {
			t.Errorf("two certificates for one key: %v", err)
		}
	}
}
