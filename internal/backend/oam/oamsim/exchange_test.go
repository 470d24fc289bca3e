package oamsim_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
)

var update = flag.Bool("update", false, "rewrite the answers in testdata")

// TestExchanges replays conversations, one file for each: a line "> METHOD target" and a body line if there is one, then
// "< status content-type" and the body of the answer to the byte. What the server makes up is replaced by {uuid} and
// {hex}. Lines with # are comments.
func TestExchanges(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		file string
		opts oamsim.Options
	}{
		{"text.txt", oamsim.Options{}},
		{"refusals.txt", oamsim.Options{NoList: true}},
		{"json.txt", oamsim.Options{JSON: true, Secret: oamsim.SecretHashed, Replace: true, JSONBoolean: true, UnknownPairs: true}},
		{"json_plain.txt", oamsim.Options{JSON: true, Secret: oamsim.SecretPlain, PlainContentType: true, Modify: oamsim.ModifyShowsNothing}},
		{"forms.txt", oamsim.Options{
			MendedSpelling: true, UnknownPairs: true, EmptyElement: true, RepeatAttributes: true, QuotedNames: true,
			Modify: oamsim.ModifyShowsName,
		}},
		{"put_by_query.txt", oamsim.Options{Identity: oamsim.IdentityQuery}},
		{"put_by_body.txt", oamsim.Options{Identity: oamsim.IdentityBody}},
	} {
		t.Run(tc.file, func(t *testing.T) {
			t.Parallel()
			_, c := serve(t, tc.opts)
			path := filepath.Join("testdata", tc.file)
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := c.replay(string(want))
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// replay sends the requests of a conversation and returns it with the answers that came.
func (c caller) replay(conversation string) string {
	c.t.Helper()
	var b strings.Builder
	answering := false
	lines := strings.SplitAfter(conversation, "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		switch {
		case strings.HasPrefix(line, "#"):
			answering = false
			b.WriteString(line)
		case strings.HasPrefix(line, "> "):
			b.WriteString(line)
			method, target, _ := strings.Cut(strings.TrimSpace(line[2:]), " ")
			body := ""
			if i+1 < len(lines) && strings.HasPrefix(lines[i+1], "{") {
				i++
				body = lines[i]
				b.WriteString(body)
			}
			response, text := c.do(c.request(method, target, strings.TrimSpace(body)))
			fmt.Fprintf(&b, "< %d %s\n%s\n", response.StatusCode, response.Header.Get("Content-Type"), generalise(text))
			answering = true
		case !answering:
			b.WriteString(line)
		case line == "\n":
			answering = false
			b.WriteString(line)
		}
	}
	return b.String()
}

var (
	anyUUID = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	anyHex  = regexp.MustCompile(`\b[0-9a-f]{32}\b`)
)

// generalise replaces what the server makes up.
func generalise(s string) string {
	return anyHex.ReplaceAllString(anyUUID.ReplaceAllString(s, "{uuid}"), "{hex}")
}
