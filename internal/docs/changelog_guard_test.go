package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestChangelogGuard tries the guard of pull requests on changes of every kind, in repositories of their own.
func TestChangelogGuard(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		message string
		files   []string
		refused bool
	}{
		"a fix":                         {"fix(hydra): send the right thing", []string{"main.go"}, true},
		"a fix with a line":             {"fix(hydra): send the right thing", []string{"main.go", "CHANGELOG.md"}, false},
		"a breaking change":             {"feat!: other names", []string{"main.go"}, true},
		"a feature without a scope":     {"feat: more", []string{"main.go"}, true},
		"a test":                        {"test(hydra): more cases", []string{"main_test.go"}, false},
		"a fix that nobody sees":        {"fix(tools): quote a name\n\nChangelog: none", []string{"tool.sh"}, false},
		"another reference page":        {"refactor(client): shorter texts", []string{"docs/resources/client.md"}, true},
		"another guide":                 {"docs: a clearer guide", []string{"docs/guides/hydra.md"}, false},
		"a word that looks like a type": {"fixtures: more of them", []string{"main_test.go"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := newChange(t)
			for _, file := range tc.files {
				change.write(file, "new\n")
			}
			change.commit(tc.message)
			out, err := change.run("internal/tools/changelog-guard.sh", "main")
			if (err != nil) != tc.refused || tc.refused && !strings.Contains(out, "CHANGELOG.md does not change") {
				t.Errorf("the guard ended with %v: %s", err, out)
			}
		})
	}
}

// A change is a branch of a repository that has little but the guard.
type change struct {
	t   *testing.T
	dir string
}

func newChange(t *testing.T) change {
	t.Helper()
	c := change{t, t.TempDir()}
	c.git("init", "--quiet", "--initial-branch=main")
	c.write("internal/tools/changelog-guard.sh", read(t, filepath.Join(repository, "internal/tools/changelog-guard.sh")))
	c.write("CHANGELOG.md", "old\n")
	c.commit("chore: begin")
	c.git("switch", "--quiet", "--create", "change")
	return c
}

func (c change) write(file, text string) {
	c.t.Helper()
	path := filepath.Join(c.dir, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
		c.t.Fatal(err)
	}
}

func (c change) commit(message string) {
	c.t.Helper()
	c.git("add", "--all")
	c.git("commit", "--quiet", "--message", message)
}

func (c change) git(args ...string) {
	c.t.Helper()
	if out, err := c.run("git", args...); err != nil {
		c.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// run runs a command in the repository, without the settings of whoever runs the test.
func (c change) run(name string, args ...string) (string, error) {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), name, args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_CONFIG_COUNT=0",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	out, err := cmd.CombinedOutput()
	return string(out), err
}
