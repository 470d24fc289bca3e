package hydrasim_test

import (
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
)

var record = flag.Bool("record", false, "write the answers of the real server into testdata/exchanges")

// The base URLs of a real Ory Hydra v2.3.0, set by internal/live/run; empty when there is none.
var (
	liveAdminURL  = os.Getenv(live.EnvHydraAdminURL)
	livePublicURL = os.Getenv(live.EnvHydraPublicURL)
)

// TestExchanges replays the recorded exchanges with the simulator, and with the real server if there is one: the answers
// have to be the recorded ones on both.
//
// To add an exchange, write its request into a file of testdata/exchanges (see [parseExchanges]) and have the real server
// answer it:
//
//	go run ./internal/live/run -server hydra -- go test ./internal/backend/hydra/hydrasim -run Exchanges -record
func TestExchanges(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/exchanges/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded exchanges: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		if *record {
			recordExchanges(t, file)
		}
		t.Run(name+"/simulator", func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(hydrasim.New(hydrasim.Options{}))
			t.Cleanup(server.Close)
			replay(t, file, newConversation(server.URL, server.URL))
		})
		t.Run(name+"/live", func(t *testing.T) {
			t.Parallel()
			if liveAdminURL == "" {
				t.Skip(live.EnvHydraAdminURL + " is not set")
			}
			replay(t, file, newConversation(liveAdminURL, livePublicURL))
		})
	}
}

func replay(t *testing.T, file string, c *conversation) {
	t.Helper()
	for _, ex := range readExchanges(t, file) {
		got, raw := c.send(t, ex)
		if diff := cmp.Diff(ex.answer, got); diff != "" {
			t.Errorf("%s\nline %d: %s\n(-recorded +got):\n%s", file, ex.line, ex.name, diff)
		}
		for _, part := range ex.contains {
			if !strings.Contains(raw, part) {
				t.Errorf("%s\nline %d: %s\nthe answer lacks %s: %s", file, ex.line, ex.name, part, raw)
			}
		}
	}
}

func recordExchanges(t *testing.T, file string) {
	t.Helper()
	if liveAdminURL == "" {
		t.Fatal("-record needs a real server")
	}
	exchanges := readExchanges(t, file)
	c := newConversation(liveAdminURL, livePublicURL)
	var text strings.Builder
	for _, ex := range exchanges {
		ex.answer, _ = c.send(t, ex)
		ex.writeTo(&text)
	}
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readExchanges(t *testing.T, file string) []exchange {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	exchanges, err := parseExchanges(string(text))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return exchanges
}
