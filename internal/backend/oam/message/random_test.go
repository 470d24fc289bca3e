package message_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
)

// TestRoundTripRandom makes up clients out of the fragments that can mislead a reader. Unlike [FuzzRoundTrip] it keeps
// each text within what its property may hold, so that few clients are skipped.
func TestRoundTripRandom(t *testing.T) {
	t.Parallel()
	const clients = 10_000
	r := rand.New(rand.NewPCG(4, 2))
	checked := 0
	for range clients {
		c := randomClient(r)
		if unreadable(c) != "" {
			continue
		}
		checked++
		printed := message.Print(message.Created, c)
		got, err := message.Parse([]byte(printed))
		if err != nil {
			t.Fatalf("%v\n%s", err, printed)
		}
		if diff := cmp.Diff(&c, got.Client); diff != "" {
			t.Fatalf("%s\n%s", diff, printed)
		}
	}
	if checked < clients/2 {
		t.Errorf("only %d of %d clients could be checked", checked, clients)
	}
}

func randomClient(r *rand.Rand) message.Client {
	free := func() string { return randomText(r, fragments) }
	optional := func(s string) *string {
		if r.IntN(4) == 0 {
			return nil
		}
		return &s
	}
	c := message.Client{
		UID: randomText(r, identifiers), Name: randomText(r, identifiers), ID: randomText(r, identifiers), IDDomain: randomText(r, identifiers),
		Description: optional(free()), Secret: optional(free()), DefaultScope: optional(randomText(r, tokens)),
		ClientType: []string{"", "CONFIDENTIAL_CLIENT", "NEW_CLIENT"}[r.IntN(3)],
		GrantTypes: [][]string{nil, {}, {"PASSWORD"}, {"PASSWORD", "NEW_GRANT"}}[r.IntN(4)],
	}
	if n := r.IntN(4); n < 3 {
		c.Scopes, c.RedirectURIs, c.Attributes = []string{}, []message.RedirectURI{}, []message.Attribute{}
		for range n {
			c.Scopes = append(c.Scopes, "s"+randomText(r, tokens))
			c.RedirectURIs = append(c.RedirectURIs, message.RedirectURI{URL: randomText(r, tokens), IsHTTPS: r.IntN(2) == 0})
			c.Attributes = append(c.Attributes, message.Attribute{AttrName: free(), AttrValue: free(), AttrType: "STATIC"})
		}
	}
	if r.IntN(3) == 0 {
		c.Unknown = map[string]string{"usePKCE": "STRICT", "new": randomText(r, tokens)}
	}
	return c
}

var (
	identifiers = []string{"a", "Demo", " ", `"`, "]", "[", "null", "secret", "-", "é", "\xff", "{"}
	tokens      = []string{"a", "S.b", `"`, "]", "[", "null", ",", "=", "},{", `\`, `","isHttps":true}`, "https://x/?a=1&b=<2>"}
)

func randomText(r *rand.Rand, from []string) string {
	var b strings.Builder
	for range r.IntN(5) {
		b.WriteString(from[r.IntN(len(from))])
		if r.IntN(3) == 0 {
			b.WriteByte("ax"[r.IntN(2)])
		}
	}
	return b.String()
}
