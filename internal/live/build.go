package live

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// A goProgram is a main package of a dependency, to be built in a module of its own that pins it.
type goProgram struct {
	// name is the name of the executable.
	name string
	// dir is the folder of the module that pins the program: its go.mod and go.sum, and nothing else.
	dir string
	// pkg is the import path of the main package, version what go.mod requires.
	pkg, version string
	// tags are the build tags, separated by commas.
	tags string
}

// buildGo returns the path of the program's executable in the folder cache, after building it if it is not there.
// The name holds a hash of all that decides what is built, so an executable made from other sources is never taken for it.
func buildGo(ctx context.Context, cache string, program goProgram, messages io.Writer) (string, error) {
	key, err := buildKey(program)
	if err != nil {
		return "", err
	}
	path := filepath.Join(cache, program.name+"-"+key)
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	return path, makeOnce(path, func(scratch string) (string, error) {
		fmt.Fprintf(messages, "building %s %s; the first time this takes minutes\n", program.pkg, program.version)
		built := filepath.Join(scratch, program.name)
		cmd := exec.CommandContext(ctx, "go", "build", "-tags", program.tags, "-o", built, program.pkg)
		cmd.Dir = program.dir
		cmd.Env = append(os.Environ(), "GOWORK=off", "CGO_ENABLED=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("go build %s@%s: %w\n%s", program.pkg, program.version, err, bytes.TrimSpace(out))
		}
		return built, nil
	})
}

// buildKey hashes what decides about the executable: the pinned sources, the package and tags, and the platform.
func buildKey(program goProgram) (string, error) {
	hash := sha256.New()
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(program.dir, name))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(hash, "%s %d\n%s", name, len(content), content)
	}
	fmt.Fprintf(hash, "%s %s %s %s", program.pkg, program.tags, runtime.GOOS, runtime.GOARCH)
	return hex.EncodeToString(hash.Sum(nil)[:8]), nil
}

// makeOnce makes a file or folder in the cache if it is not there. It is made below a folder beside its place, where makeIn says,
// and renamed, so that neither an interruption nor a second process at the same time leaves half of it.
func makeOnce(path string, makeIn func(scratch string) (made string, err error)) error {
	if _, err := os.Stat(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	scratch, err := os.MkdirTemp(filepath.Dir(path), filepath.Base(path)+"-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	made, err := makeIn(scratch)
	if err != nil {
		return err
	}
	if err := os.Rename(made, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// cacheDir returns the folder in the user's cache that keeps what was built.
func cacheDir() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(base, "terraform-provider-oauth", "live")
	return dir, os.MkdirAll(dir, 0o750)
}

// moduleRoot returns the folder of the main module, wherever below it the command was started.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	return string(bytes.TrimSpace(out)), nil
}
