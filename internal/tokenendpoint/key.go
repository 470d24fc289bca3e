package tokenendpoint

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// A Key signs the assertions of a client that authenticates by private_key_jwt.
type Key struct {
	signer jose.Signer
	// setting is the one that it comes from.
	setting       string
	id, algorithm string
}

// KeyFromPEM returns the private key of a PEM text with a block PRIVATE KEY (PKCS #8), RSA PRIVATE KEY or EC PRIVATE KEY.
// ID is the kid of the assertions' header; empty means the thumbprint of RFC 7638, as the function jwks makes it. Algorithm
// is the JWS algorithm; empty means the usual one for the key. The error is an *Error.
func KeyFromPEM(text, id, algorithm string) (*Key, error) {
	private, err := parsePEM(text)
	if err != nil {
		return nil, wrong(SettingPrivateKeyPEM, "private_key_pem %v.", err)
	}
	return newKey(jose.JSONWebKey{Key: private, KeyID: id}, SettingPrivateKeyPEM, algorithm)
}

// KeyFromJWK returns the private key of a JWK in JSON (RFC 7517). ID and algorithm are as for [KeyFromPEM], and are taken
// from the JWK when they are empty. The error is an *Error.
func KeyFromJWK(text, id, algorithm string) (*Key, error) {
	var key jose.JSONWebKey
	// What the parser says may hold a part of the key.
	if key.UnmarshalJSON([]byte(text)) != nil || !key.Valid() || key.IsPublic() {
		return nil, wrong(SettingPrivateKeyJWK, "private_key_jwk is not a private key as a JWK (RFC 7517 section 4): a JSON object with kty and the private members.")
	}
	if id != "" {
		key.KeyID = id
	}
	if algorithm == "" {
		algorithm = key.Algorithm
	}
	return newKey(key, SettingPrivateKeyJWK, algorithm)
}

func newKey(key jose.JSONWebKey, setting, algorithm string) (*Key, error) {
	allowed := algorithmsOf(key.Key)
	if len(allowed) == 0 {
		return nil, wrong(setting, "%s is a key of a kind that cannot sign assertions: RSA, EC on P-256, P-384 or P-521, and Ed25519 can.", setting)
	}
	if algorithm == "" {
		algorithm = string(allowed[0])
	}
	if !slices.Contains(allowed, jose.SignatureAlgorithm(algorithm)) {
		return nil, wrong(SettingAlgorithm, "%q is not an algorithm for the key in %s. With it go %s.", algorithm, setting, joined(allowed))
	}
	if key.KeyID == "" {
		thumbprint, err := key.Thumbprint(crypto.SHA256)
		if err != nil {
			return nil, wrong(setting, "%s is a key of which no thumbprint can be made.", setting)
		}
		key.KeyID = base64.RawURLEncoding.EncodeToString(thumbprint)
	}
	options := (&jose.SignerOptions{}).WithType("JWT")
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(algorithm), Key: key}, options)
	if err == nil {
		_, err = signer.Sign([]byte("{}")) // a key that is too small shows only now
	}
	if err != nil {
		return nil, wrong(setting, "%s is a key that cannot be used: %v.", setting, err)
	}
	return &Key{signer: signer, setting: setting, id: key.KeyID, algorithm: algorithm}, nil
}

// algorithmsOf returns the JWS algorithms of a private key, the usual one first: RS256 is what servers should support
// (OpenID Connect Registration section 2).
func algorithmsOf(key any) []jose.SignatureAlgorithm {
	switch key := key.(type) {
	case *rsa.PrivateKey:
		return []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512}
	case *ecdsa.PrivateKey:
		switch key.Curve.Params().BitSize {
		case 256:
			return []jose.SignatureAlgorithm{jose.ES256}
		case 384:
			return []jose.SignatureAlgorithm{jose.ES384}
		case 521:
			return []jose.SignatureAlgorithm{jose.ES512}
		}
	case ed25519.PrivateKey:
		return []jose.SignatureAlgorithm{jose.EdDSA}
	}
	return nil
}

func joined(algorithms []jose.SignatureAlgorithm) string {
	texts := make([]string, len(algorithms))
	for i, algorithm := range algorithms {
		texts[i] = string(algorithm)
	}
	return strings.Join(texts, ", ")
}

// parsePEM returns the one private key in a text. Its errors are clauses without their subject, and hold nothing of it.
func parsePEM(text string) (any, error) {
	var private any
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if !strings.HasSuffix(block.Type, "PRIVATE KEY") {
			continue // a certificate, or the EC PARAMETERS that openssl puts in front
		}
		if private != nil {
			return nil, errors.New("holds more than one private key: leave one")
		}
		var err error
		if private, err = parseBlock(block); err != nil {
			return nil, err
		}
	}
	if private == nil {
		return nil, errors.New(`holds no private key in PEM, which starts with "-----BEGIN PRIVATE KEY-----"`)
	}
	return private, nil
}

func parseBlock(block *pem.Block) (private any, err error) {
	switch {
	case block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "":
		return nil, errors.New(`is encrypted: decrypt it ("openssl pkey" does)`)
	case block.Type == "PRIVATE KEY":
		private, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case block.Type == "RSA PRIVATE KEY":
		private, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case block.Type == "EC PRIVATE KEY":
		private, err = x509.ParseECPrivateKey(block.Bytes)
	default:
		return nil, fmt.Errorf("has a block %q, which is not understood: PRIVATE KEY, RSA PRIVATE KEY and EC PRIVATE KEY are", block.Type)
	}
	if err != nil {
		return nil, errors.New("has a private key that cannot be read")
	}
	return private, nil
}

// assertedFor is how long an assertion is good. Servers refuse long ones, and clocks differ.
const assertedFor = 2 * time.Minute

// assertion returns a JWT by which a client authenticates (RFC 7523 section 3).
func (k *Key) assertion(clientID, audience string) (string, error) {
	now := time.Now()
	claims, err := json.Marshal(map[string]any{
		"iss": clientID, "sub": clientID, "aud": audience,
		"iat": now.Unix(), "exp": now.Add(assertedFor).Unix(), "jti": rand.Text(),
	})
	if err != nil {
		return "", err
	}
	signed, err := k.signer.Sign(claims)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}
