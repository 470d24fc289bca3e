package oauthclient

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"
)

// NewSecret returns a client secret: 52 characters of A-Z and 2-7 with 260 bits from a cryptographic source, safe in every
// encoding that RFC 6749 section 2.3.1 knows.
func NewSecret() string {
	return rand.Text() + rand.Text()
}

// NewClientID returns a client_id: 32 hexadecimal digits in lower case, as several servers make them.
func NewClientID() string {
	digits := make([]byte, 16)
	_, _ = rand.Read(digits) // never fails
	return hex.EncodeToString(digits)
}

// shortestSecret is what no text is shorter than that is taken for a secret. Ory Hydra, for one, takes no shorter ones.
const shortestSecret = 6

// maskRuns are what a mask that shows a part of the secret has in the place of the rest.
var maskRuns = []string{"***", "...", "###", "---", "___", "xxxx", "XXXX"}

// maskWords are what servers and proxies write in the place of a secret.
var maskWords = []string{
	"hidden", "masked", "redacted", "secret", "sensitive", "protected", "encrypted", "confidential", "undisclosed", "removed", "filtered", "password",
}

// EvidentSecret reports whether what a server shows in the place of a secret is one, as far as can be told: not a mask
// ("********", "xxxxx", "ab...yz", "<hidden>", "REDACTED"), and not a hash that says what it is ("{bcrypt}...", "$2a$...").
func EvidentSecret(text string) bool {
	switch {
	case len(text) < shortestSecret, strings.ContainsAny(text[:1], "{$<[(*"), slices.Contains(maskWords, strings.ToLower(text)),
		slices.ContainsFunc(maskRuns, func(run string) bool { return strings.Contains(text, run) }):
		return false
	}
	distinct := map[rune]bool{}
	for _, r := range text {
		if r < ' ' || r > '~' {
			return false
		}
		distinct[r] = true
	}
	return len(distinct) > 3
}

// dropMask takes the secret out of a client as a server shows it, unless it evidently is one.
func dropMask(c Client) {
	if !EvidentSecret(c.Text(ClientSecret)) {
		delete(c, ClientSecret)
	}
}
