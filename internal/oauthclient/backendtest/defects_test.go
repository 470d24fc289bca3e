package backendtest_test

import (
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// defectVariable names the defect that a process of this test is to show.
const defectVariable = "BACKENDTEST_DEFECT"

// TestSuiteCatchesDefects proves that each test of the suite fails where it should. A failure inside of t fails t, and
// the suite takes a *testing.T so that it looks like any other test; therefore each defective backend is tested in a
// process of its own, which runs this very test binary and has to fail.
func TestSuiteCatchesDefects(t *testing.T) {
	t.Parallel()
	if os.Getenv(defectVariable) != "" {
		t.Skip("this process shows a defect")
	}
	for _, d := range defects {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run=^TestDefective$/^"+d.caughtBy+"$")
			cmd.Env = append(os.Environ(), defectVariable+"="+d.name)
			output, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(string(output), "--- FAIL: TestDefective/"+d.caughtBy) {
				t.Errorf("the suite does not catch it (%v):\n%s", err, output)
			}
		})
	}
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

// TestDefective runs the suite on a defective backend, for TestSuiteCatchesDefects.
func TestDefective(t *testing.T) {
	t.Parallel()
	name := os.Getenv(defectVariable)
	i := slices.IndexFunc(defects, func(d defect) bool { return d.name == name })
	if i < 0 {
		t.Skip("TestSuiteCatchesDefects runs this")
	}
	backendtest.Run(t, func(*testing.T) backendtest.Harness { return newWrapped(defects[i].plant) })
}

// A defect is a way in which a backend, or a harness, can be wrong.
type defect struct {
	name string
	// caughtBy is the test of the suite that must fail.
	caughtBy string
	plant    plant
}

var defects = slices.Concat(declarationDefects, fieldDefects, secretDefects, lifecycleDefects, failureDefects)
