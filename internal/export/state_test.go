package export

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const state = `{
  "version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "x", "outputs": {},
  "resources": [
    {"mode": "managed", "type": "oauth_client", "name": "a", "instances": [
      {"index_key": 0, "schema_version": 0, "attributes": {"id": "one", "client_id": "one"}},
      {"index_key": 1, "attributes": {"id": "two"}, "identity": {"id": "two", "server": "https://here.example"}},
      {"index_key": 2, "attributes": {"id": "three"}, "identity": {"id": "three", "server": "https://elsewhere.example"}}
    ]},
    {"mode": "data", "type": "oauth_client", "name": "b", "instances": [{"attributes": {"id": "four"}}]},
    {"mode": "managed", "type": "terraform_data", "name": "c", "instances": [{"attributes": {"id": "five"}}]}
  ]
}`

func TestReadStates(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "terraform.tfstate")
	if err := os.WriteFile(file, []byte(state), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, state, input string }{{"file", file, ""}, {"pulled", "-", state}} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			known, err := Program{In: strings.NewReader(tc.input)}.readStates([]string{tc.state})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for _, id := range []string{"one", "two", "three", "four", "five"} {
				got[id] = known.has("https://here.example", id)
			}
			want := map[string]bool{"one": true, "two": true, "three": false, "four": false, "five": false}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("managed (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadStates_bad(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"nothing":                    {"", "not a state"},
		"text":                       {"No state", "not a state"},
		"the output of show -json":   {`{"format_version": "1.0", "values": {}}`, "version 4"},
		"a state of an older format": {`{"version": 3, "modules": []}`, "version 4"},
		"encrypted":                  {`{"version": 4, "encrypted_data": "x", "encryption_version": "v0"}`, "encrypted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Program{In: strings.NewReader(tc.text)}.readStates([]string{"-"})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one that says %q", err, tc.want)
			}
		})
	}
}
