package entity

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
)

// fingerprintRounds makes a guess at a fingerprinted secret cost some milliseconds, and each plan of such a client too.
const fingerprintRounds = 100_000

// A Fingerprint tells whether a write-only secret is the one that was sent last, without holding it: a salted hash by PBKDF2
// (RFC 8018). Whoever can read the state can try to guess the secret, so it is for secrets with enough entropy.
type Fingerprint struct {
	Salt []byte `json:"salt"`
	Hash []byte `json:"hash"`
}

// NewFingerprint returns the fingerprint of a secret.
func NewFingerprint(secret string) *Fingerprint {
	salt := make([]byte, sha256.Size/2)
	_, _ = rand.Read(salt) // never fails
	return &Fingerprint{Salt: salt, Hash: hashed(secret, salt)}
}

// Matches reports whether f is the fingerprint of the secret; a nil one is of none.
func (f *Fingerprint) Matches(secret string) bool {
	return f != nil && subtle.ConstantTimeCompare(f.Hash, hashed(secret, f.Salt)) == 1
}

func hashed(secret string, salt []byte) []byte {
	hash, _ := pbkdf2.Key(sha256.New, secret, salt, fingerprintRounds, sha256.Size) // fails only for impossible lengths
	return hash
}
