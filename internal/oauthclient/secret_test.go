package oauthclient_test

import (
	"encoding/base32"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestNewSecret(t *testing.T) {
	t.Parallel()
	secret := oauthclient.NewSecret()
	if len(secret) != 52 || secret == oauthclient.NewSecret() {
		t.Errorf("two secrets of %d characters", len(secret))
	}
	if rest := strings.Trim(secret, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"); rest != "" {
		t.Errorf("the secret is not of A-Z and 2-7: %q", rest)
	}
	for _, half := range []string{secret[:26], secret[26:]} {
		if bits, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(half); err != nil || len(bits) < 16 {
			t.Errorf("half of the secret holds %d bytes (%v)", len(bits), err)
		}
	}
}

func TestEvidentSecret(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		oauthclient.NewSecret():            true,
		"correct horse battery staple":     true,
		"9f86d081884c7d659a2feaa0c55ad015": true, // may be a hash, and looks like many a secret
		`sample "secret" <&> of c1`:        true,
		"pa$$word":                         true,
		"0a1b2c":                           true,
		"VxubZZ64U0axJ9kyeyQD":             true,

		"":                                       false,
		"short":                                  false,
		"********":                               false,
		"xxxxxxxx":                               false,
		"XXXXXXXXXXXX":                           false,
		"--------":                               false,
		"........":                               false,
		"000000000000":                           false,
		"ab******yz":                             false,
		"sk-ab...yz12":                           false,
		"XXXX-XXXX-1234":                         false,
		"••••••••":                               false,
		"●●●●●●●●":                               false,
		"secret…":                                false,
		"<hidden>":                               false,
		"<secret>":                               false,
		"[hidden]":                               false,
		"(hidden)":                               false,
		"{hidden}":                               false,
		"hidden":                                 false,
		"REDACTED":                               false,
		"Masked":                                 false,
		"{bcrypt}$2a$10$N9qo8uLOick":             false,
		"{SSHA}0c0blFTXXNuAMHECS4uxrj3ZieMoWImr": false,
		"$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy": false,
		"$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub":  false,
		"line\nbreak and more": false,
		"geheimnis für alle":   false, // no text that RFC 6749 appendix A.2 allows
	} {
		if got := oauthclient.EvidentSecret(text); got != want {
			t.Errorf("EvidentSecret(%q) is %t", text, got)
		}
	}
}

// TestEvidentSecret_made checks that the secrets made here are never taken for masks.
func TestEvidentSecret_made(t *testing.T) {
	t.Parallel()
	for range 1000 {
		// A secret of A-Z and 2-7 holds the run "XXXX" once in some 20,000; that it is not read then costs nothing, since it
		// is known.
		if secret := oauthclient.NewSecret(); !oauthclient.EvidentSecret(secret) && !strings.Contains(secret, "XXXX") {
			t.Errorf("EvidentSecret of a made secret is false: %q", secret)
		}
	}
}

// FuzzEvidentSecret checks that nothing that is one character again and again, in brackets, or no ASCII is a secret.
func FuzzEvidentSecret(f *testing.F) {
	for _, seed := range []string{"", "********", "[hidden]", "$2a$10$abc", "VxubZZ64U0axJ9kyeyQD", "•", "\x00", strings.Repeat("a", 1000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !oauthclient.EvidentSecret(text) {
			return
		}
		if len(text) < 6 || strings.Count(text, text[:1]) == len(text) || strings.ContainsAny(text[:1], "{$<[(*") {
			t.Errorf("%q is a mask", text)
		}
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Errorf("%q is no client_secret by RFC 6749 appendix A.2", text)
		}
	})
}
