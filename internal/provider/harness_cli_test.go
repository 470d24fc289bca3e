package provider_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// buildProvider returns a folder with the provider, for tests in which it is a process of its own. The test is skipped
// when there is no engine to start it.
func buildProvider(t *testing.T) string {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("TF_ACC is not set")
	}
	needEngine(t)
	bin := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(bin, "terraform-provider-oauth"), "../..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return bin
}
