package jwk

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// FromPEM makes a JWK Set of public keys and certificates in PEM. Each text holds one or more blocks; text outside of
// blocks is ignored. Each "PUBLIC KEY" (RFC 7468 section 13), "RSA PUBLIC KEY" (RFC 8017 appendix A.1.1) and chain of
// "CERTIFICATE" blocks (leaf first, each certificate followed by its issuer's) becomes one key, in the order they
// stand in.
//
// The kid is the RFC 7638 SHA-256 thumbprint of the key, and use is "sig", as of the keys that clients sign assertions with:
// Ory Hydra looks at no others. A certificate whose key usage is encryption only has "enc". Certificates give x5c and
// x5t#S256, too. alg is not guessed. Keys may be RSA, EC on P-256, P-384 or P-521, and Ed25519. Private keys, a key that stands twice and a text
// without a block are errors; no text at all gives the empty set.
func FromPEM(pems ...string) (Set, error) {
	keys := []jose.JSONWebKey{}
	seen := map[string]int{}
	for i, text := range pems {
		found, err := keysFromPEM(text)
		if err != nil {
			return Set{}, fmt.Errorf("PEM text %d: %w", i+1, err)
		}
		for _, key := range found {
			if before, twice := seen[key.KeyID]; twice {
				return Set{}, fmt.Errorf("PEM text %d: holds a key that text %d holds already (kid %q)", i+1, before, key.KeyID)
			}
			seen[key.KeyID] = i + 1
		}
		keys = append(keys, found...)
	}
	text, err := json.Marshal(jose.JSONWebKeySet{Keys: keys})
	if err != nil {
		return Set{}, err
	}
	return Parse(string(text))
}

// keysFromPEM makes a key of each public key and of each chain of certificates in the text.
func keysFromPEM(text string) ([]jose.JSONWebKey, error) {
	blocks, err := decodeBlocks(text)
	if err != nil {
		return nil, err
	}
	var sources []source
	for i, block := range blocks {
		next, err := readBlock(block)
		if err != nil {
			return nil, fmt.Errorf("block %d %w", i+1, err)
		}
		if last := len(sources) - 1; last >= 0 && sources[last].continuedBy(next) {
			sources[last].chain = append(sources[last].chain, next.chain...)
			continue
		}
		sources = append(sources, next)
	}
	if err := checkOrder(sources); err != nil {
		return nil, err
	}
	keys := make([]jose.JSONWebKey, len(sources))
	for i, source := range sources {
		if keys[i], err = source.key(); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// decodeBlocks takes the PEM blocks out of a text.
func decodeBlocks(text string) ([]*pem.Block, error) {
	var blocks []*pem.Block
	rest := []byte(text)
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		blocks = append(blocks, block)
	}
	// pem.Decode steps over a damaged block without a word, which would silently leave a key out.
	if begun := strings.Count(text, "-----BEGIN "); begun != len(blocks) {
		return nil, fmt.Errorf("%d of %d blocks are damaged", begun-len(blocks), begun)
	}
	if len(blocks) == 0 {
		return nil, errors.New(`holds no PEM block, which starts with "-----BEGIN"`)
	}
	return blocks, nil
}

// A source is what one key is made of.
type source struct {
	public crypto.PublicKey
	// chain holds the certificates of the key, leaf first; empty for a bare public key.
	chain []*x509.Certificate
}

// readBlock reads a public key or a certificate.
func readBlock(block *pem.Block) (source, error) {
	var read source
	var err error
	switch {
	case block.Type == "PUBLIC KEY":
		read.public, err = x509.ParsePKIXPublicKey(block.Bytes)
	case block.Type == "RSA PUBLIC KEY":
		read.public, err = x509.ParsePKCS1PublicKey(block.Bytes)
	case block.Type == "CERTIFICATE":
		var certificate *x509.Certificate
		if certificate, err = x509.ParseCertificate(block.Bytes); err == nil {
			read = source{certificate.PublicKey, []*x509.Certificate{certificate}}
		}
	case strings.HasSuffix(block.Type, "PRIVATE KEY"):
		return source{}, errors.New("is a private key, which would be stored in the Terraform state: " +
			`give the public key ("openssl pkey -pubout" extracts it) or a certificate`)
	default:
		return source{}, fmt.Errorf("is of type %q: allowed are PUBLIC KEY, RSA PUBLIC KEY and CERTIFICATE", block.Type)
	}
	if err != nil {
		return source{}, fmt.Errorf("cannot be read: %w", err)
	}
	return read, nil
}

// continuedBy reports whether next is the certificate that issued the last one of the chain. The signature decides,
// because the old and the new of two self-signed certificates often have the same name.
func (s source) continuedBy(next source) bool {
	if len(s.chain) == 0 || len(next.chain) == 0 {
		return false
	}
	last, issuer := s.chain[len(s.chain)-1], next.chain[0]
	return !selfIssued(last) && bytes.Equal(last.RawIssuer, issuer.RawSubject) &&
		issuer.CheckSignature(last.SignatureAlgorithm, last.RawTBSCertificate, last.Signature) == nil
}

func selfIssued(certificate *x509.Certificate) bool {
	return bytes.Equal(certificate.RawIssuer, certificate.RawSubject)
}

// checkOrder refuses a leaf that has the name of another certificate's issuer: a chain in the wrong order would make
// the certification authority's key one of the client's.
func checkOrder(sources []source) error {
	for _, leafOf := range sources {
		for _, other := range sources {
			for _, certificate := range other.chain {
				if len(leafOf.chain) > 0 && !selfIssued(certificate) && bytes.Equal(certificate.RawIssuer, leafOf.chain[0].RawSubject) {
					return fmt.Errorf("holds the certificate of %q, the name of another one's issuer, where a leaf belongs: "+
						"a chain starts with its leaf, and each certificate is followed by its issuer's", leafOf.chain[0].Subject)
				}
			}
		}
	}
	return nil
}

// key makes a JWK, with its thumbprint as kid.
func (s source) key() (jose.JSONWebKey, error) {
	key := jose.JSONWebKey{Key: s.public, Use: s.use(), Certificates: s.chain}
	thumbprint, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return key, errors.New("holds a key of a kind that is not supported: " +
			"allowed are RSA, EC on P-256, P-384 or P-521, and Ed25519")
	}
	key.KeyID = base64.RawURLEncoding.EncodeToString(thumbprint)
	if len(s.chain) > 0 {
		key.CertificateThumbprintSHA256 = sha256Sum(s.chain[0].Raw)
	}
	return key, nil
}

// use returns what the key is for, by the key usage of its certificate where that says so (RFC 5280 section 4.2.1.3).
func (s source) use() string {
	const encipherment = x509.KeyUsageKeyEncipherment | x509.KeyUsageDataEncipherment | x509.KeyUsageKeyAgreement
	if len(s.chain) > 0 && s.chain[0].KeyUsage&x509.KeyUsageDigitalSignature == 0 && s.chain[0].KeyUsage&encipherment != 0 {
		return "enc"
	}
	return "sig"
}
