package live

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// fetchDebian returns a folder in cache with the files of Debian packages, and of those they depend on and this machine
// lacks, after fetching them if it is not there. It is for Debian and what is made of it. The packages are unpacked, not
// installed: that needs no root, runs no script and starts no service. A newer version of them is not looked for.
func fetchDebian(ctx context.Context, cache string, packages []string, messages io.Writer) (string, error) {
	hash := sha256.Sum256([]byte(strings.Join(append(packages, runtime.GOARCH), " ")))
	root := filepath.Join(cache, packages[0]+"-debian-"+hex.EncodeToString(hash[:8]))
	return root, makeOnce(root, func(scratch string) (string, error) {
		for _, tool := range []string{"apt-get", "dpkg-deb"} {
			if _, err := exec.LookPath(tool); err != nil {
				return "", fmt.Errorf("%w: the Debian package %s: %w", ErrUnavailable, packages[0], err)
			}
		}
		fmt.Fprintf(messages, "fetching the Debian package %s\n", packages[0])
		archives, err := downloadDebian(ctx, scratch, packages)
		if err != nil {
			return "", fmt.Errorf("%w: the Debian package %s: %w", ErrUnavailable, packages[0], err)
		}
		unpacked := filepath.Join(scratch, "root")
		for _, archive := range archives {
			if out, err := exec.CommandContext(ctx, "dpkg-deb", "--extract", archive, unpacked).CombinedOutput(); err != nil {
				return "", fmt.Errorf("dpkg-deb --extract: %w\n%s", err, bytes.TrimSpace(out))
			}
		}
		return unpacked, nil
	})
}

// downloadDebian returns the archives of the packages and of what is missing for them, which it puts below dir. The lists
// of packages are fetched too: a machine made for tests often has none.
func downloadDebian(ctx context.Context, dir string, packages []string) ([]string, error) {
	state, downloads := filepath.Join(dir, "state"), filepath.Join(dir, "cache")
	for _, folder := range []string{filepath.Join(state, "lists", "partial"), filepath.Join(downloads, "archives", "partial")} {
		if err := os.MkdirAll(folder, 0o750); err != nil {
			return nil, err
		}
	}
	options := []string{
		"-q", "-y",
		"-o", "Dir::State=" + state,
		"-o", "Dir::State::status=/var/lib/dpkg/status",
		"-o", "Dir::Cache=" + downloads,
		// The system's locks belong to root, and are not needed for folders of one's own.
		"-o", "Debug::NoLocking=1",
		// The user that root would download as cannot write to these folders.
		"-o", "APT::Sandbox::User=",
	}
	for _, command := range [][]string{
		{"update"},
		append([]string{"install", "--download-only", "--no-install-recommends"}, packages...),
	} {
		cmd := exec.CommandContext(ctx, "apt-get", append(options, command...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("apt-get %s: %w\n%s", command[0], err, bytes.TrimSpace(out))
		}
	}
	return filepath.Glob(filepath.Join(downloads, "archives", "*.deb"))
}
