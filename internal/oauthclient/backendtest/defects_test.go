package backendtest_test

import (
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// defectVariable tells a process of this test to show the defects.
const defectVariable = "BACKENDTEST_DEFECTS"

// TestSuiteCatchesDefects proves that each test of the suite fails where it should. A failure inside of t fails t, and
// the suite takes a *testing.T so that it looks like any other test; therefore the defective backends are tested in another
// process, which runs this very test binary, and in which each of them has to fail.
func TestSuiteCatchesDefects(t *testing.T) {
	t.Parallel()
	if os.Getenv(defectVariable) != "" {
		t.Skip("this process shows the defects")
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run=^TestDefective$")
	cmd.Env = append(os.Environ(), defectVariable+"=1")
	output, err := cmd.CombinedOutput()
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok || exit.ExitCode() != 1 {
		t.Fatalf("the suite catches nothing, or crashes (%v):\n%s", err, output)
	}
	for _, d := range defects {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			name := strings.ReplaceAll(d.name, " ", "_") + "/" + d.caughtBy
			if !strings.Contains(string(output), "--- FAIL: TestDefective/"+name+" (") {
				t.Errorf("the suite does not catch it:\n%s", about(name, string(output)))
			}
		})
	}
}

// about returns the lines of an output that name a test.
func about(name, output string) string {
	lines := slices.DeleteFunc(strings.Split(output, "\n"), func(line string) bool { return !strings.Contains(line, name) })
	return strings.Join(lines, "\n")
}

// TestSuiteIsNeeded finds tests of the suite that catch nothing.
func TestSuiteIsNeeded(t *testing.T) {
	t.Parallel()
	for _, name := range backendtest.CaseNames() {
		if !slices.ContainsFunc(defects, func(d defect) bool { return d.caughtBy == name }) {
			t.Errorf("no defect is caught by %s", name)
		}
	}
}

// TestDefective runs the suite on defective backends, for TestSuiteCatchesDefects.
func TestDefective(t *testing.T) {
	t.Parallel()
	if os.Getenv(defectVariable) == "" {
		t.Skip("TestSuiteCatchesDefects runs this")
	}
	backendtest.Tarry(time.Second) // a busy machine may be slow to show that an operation does not wait
	for _, d := range defects {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			backendtest.RunCase(t, d.caughtBy, func(*testing.T) backendtest.Harness { return newWrapped(d.plant) })
		})
	}
}

// A defect is a way in which a backend, or a harness, can be wrong.
type defect struct {
	name string
	// caughtBy is the test of the suite that must fail.
	caughtBy string
	plant    plant
}

var defects = slices.Concat(declarationDefects, fieldDefects, secretDefects, lifecycleDefects, failureDefects)
