package jwk

import (
	"bytes"
	"crypto"
	"crypto/sha1" //nolint:gosec // x5t is a SHA-1 thumbprint by definition (RFC 7517 section 4.8).
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// checkCertificates checks x5c, x5t and x5t#S256 (RFC 7517 sections 4.7 to 4.9) against the key and each other.
func checkCertificates(k Key) []problem {
	chain, problems := decodeChain(k)
	if len(problems) > 0 {
		return problems
	}
	// Go's x509 refuses certificates for a curve it does not know, so those are taken as they are.
	if c, hasCurve := curveOf(k); len(chain) > 0 && (!hasCurve || c.inJose) {
		problems = checkChain(k, chain)
	}
	return append(problems, checkThumbprints(k, chain)...)
}

// decodeChain returns the DER of the certificates in x5c.
func decodeChain(k Key) ([][]byte, []problem) {
	texts, _ := k.list("x5c")
	chain := make([][]byte, len(texts))
	for i, text := range texts {
		der, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, []problem{{"x5c", fmt.Sprintf("certificate %d of x5c must be the base64 of its DER "+
				"(RFC 7517 section 4.7), neither base64url nor PEM", i+1)}}
		}
		chain[i] = der
	}
	return chain, nil
}

// checkChain checks that the certificates can be read and that the first holds the key of the JWK.
func checkChain(k Key, chain [][]byte) []problem {
	certificates := make([]*x509.Certificate, len(chain))
	for i, der := range chain {
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return []problem{{"x5c", fmt.Sprintf("certificate %d of x5c cannot be read: %v", i+1, err)}}
		}
		certificates[i] = certificate
	}
	key, err := publicKey(k)
	if err != nil {
		return []problem{{"", err.Error()}}
	}
	public, canCompare := key.(interface{ Equal(x crypto.PublicKey) bool })
	if !canCompare || !public.Equal(certificates[0].PublicKey) {
		return []problem{{"x5c", "x5c does not belong to the key: its first certificate must hold the key of the JWK"}}
	}
	return nil
}

// checkThumbprints checks the form of x5t and x5t#S256 and, when there is a chain, their values.
func checkThumbprints(k Key, chain [][]byte) []problem {
	var problems []problem
	for _, thumbprint := range []struct {
		member, hash string
		size         int
		sum          func(der []byte) []byte
	}{
		{"x5t", "SHA-1", sha1.Size, sha1Sum},
		{"x5t#S256", "SHA-256", sha256.Size, sha256Sum},
	} {
		text := k.text(thumbprint.member)
		if text == "" {
			continue
		}
		digest, ok := decodeDigest(text, thumbprint.size)
		switch {
		case !ok:
			problems = append(problems, problem{thumbprint.member, fmt.Sprintf("%s must be a %s thumbprint, "+
				"%d bytes in base64url without padding", thumbprint.member, thumbprint.hash, thumbprint.size)})
		case len(chain) > 0 && !bytes.Equal(digest, thumbprint.sum(chain[0])):
			problems = append(problems, problem{thumbprint.member, fmt.Sprintf("%s is not the %s thumbprint of the first "+
				"certificate of x5c", thumbprint.member, thumbprint.hash)})
		}
	}
	return problems
}

// decodeDigest decodes a thumbprint of a certain size. Some software encodes the hexadecimal digits of the digest
// instead of its bytes; go-jose reads both, so both are allowed.
func decodeDigest(text string, size int) (digest []byte, ok bool) {
	if strings.HasSuffix(text, "=") {
		return nil, false
	}
	digest, err := decodeBase64URL(text)
	if err == nil && len(digest) == hex.EncodedLen(size) {
		digest, err = hex.DecodeString(string(digest))
	}
	return digest, err == nil && len(digest) == size
}

func sha1Sum(der []byte) []byte {
	sum := sha1.Sum(der) //nolint:gosec // See the import.
	return sum[:]
}

func sha256Sum(der []byte) []byte {
	sum := sha256.Sum256(der)
	return sum[:]
}
