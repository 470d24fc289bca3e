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
	"strconv"
)

// A nodeProgram is a server written for node, in a folder of this package: its package.json, its lock file and *.mjs. It
// listens on 127.0.0.1 on the port in the environment variable PORT.
type nodeProgram struct {
	// folder is the name of the folder below internal/live.
	folder string
	// env are further environment variables of the server.
	env []string
	// readyPath is the path of a document that the server answers with 200 when it is ready.
	readyPath string
	// issuerPath is what the issuer has after the base URL.
	issuerPath string
	// registrationPath is the path of the registration endpoint.
	registrationPath string
	// initialAccessToken is what a registration must show; empty for nothing.
	initialAccessToken string
}

// server returns the program as a server; prefix begins the names of its environment variables.
func (program nodeProgram) server(name, prefix string) Server {
	return Server{
		Name:  name,
		Ports: 1,
		Build: func(ctx context.Context, moduleRoot string, messages io.Writer) (string, error) {
			cache, err := cacheDir()
			if err != nil {
				return "", err
			}
			dir := filepath.Join(moduleRoot, "internal", "live", program.folder)
			installed, err := installNode(ctx, cache, dir, messages)
			return filepath.Join(installed, "server.mjs"), err
		},
		Command: func(path, _ string, ports []int) (*exec.Cmd, error) {
			cmd := exec.Command("node", path)
			cmd.Env = append(os.Environ(), "PORT="+strconv.Itoa(ports[0]))
			if program.initialAccessToken != "" {
				cmd.Env = append(cmd.Env, "INITIAL_ACCESS_TOKEN="+program.initialAccessToken)
			}
			cmd.Env = append(cmd.Env, program.env...)
			return cmd, nil
		},
		Ready: func(ports []int) []string { return []string{loopbackURL(ports[0]) + program.readyPath} },
		Env: func(ports []int) []string {
			base := loopbackURL(ports[0])
			return RegistrationServer{
				Issuer:             base + program.issuerPath,
				Endpoint:           base + program.registrationPath,
				InitialAccessToken: program.initialAccessToken,
			}.env(prefix)
		},
	}
}

// installNode returns a folder in cache with a copy of the Node program in dir and the packages that its lock file pins,
// after installing them if it is not there. They are never installed in dir, which is part of the source tree.
func installNode(ctx context.Context, cache, dir string, messages io.Writer) (string, error) {
	if err := checkNode(ctx); err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	sources, err := readNodeSources(dir)
	if err != nil {
		return "", err
	}
	name := filepath.Base(dir)
	installed := filepath.Join(cache, name+"-"+sources.key())
	return installed, makeOnce(installed, func(scratch string) (string, error) {
		fmt.Fprintf(messages, "installing %s with npm\n", name)
		if err := sources.write(scratch); err != nil {
			return "", err
		}
		cmd := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
		cmd.Dir = scratch
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%w: npm ci: %w\n%s", ErrUnavailable, err, bytes.TrimSpace(out))
		}
		return scratch, nil
	})
}

// checkNode says what is missing when there is no node that the servers run on, or no npm.
func checkNode(ctx context.Context) error {
	out, err := exec.CommandContext(ctx, "node", "--version").Output()
	if err != nil {
		return fmt.Errorf("node 20.20 or newer must be on PATH: %w", err)
	}
	version := string(bytes.TrimSpace(out))
	var major, minor int
	if _, err := fmt.Sscanf(version, "v%d.%d", &major, &minor); err != nil {
		return fmt.Errorf("node --version printed %q: %w", version, err)
	}
	// 20.20 is the oldest that was tried; oidc-provider 9 asks for 22 and prints a warning on it.
	if major < 20 || major == 20 && minor < 20 {
		return fmt.Errorf("node 20.20 or newer must be on PATH, found %s", version)
	}
	if _, err := exec.LookPath("npm"); err != nil {
		return fmt.Errorf("npm must be on PATH: %w", err)
	}
	return nil
}

// nodeSources are the files of a Node program, less its packages.
type nodeSources []nodeSource

type nodeSource struct {
	name    string
	content []byte
}

func readNodeSources(dir string) (nodeSources, error) {
	var sources nodeSources
	for _, pattern := range []string{"package*.json", "*.mjs"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			sources = append(sources, nodeSource{filepath.Base(path), content})
		}
	}
	return sources, nil
}

// key hashes the names and contents of the files.
func (sources nodeSources) key() string {
	hash := sha256.New()
	for _, s := range sources {
		fmt.Fprintf(hash, "%s %d\n%s", s.name, len(s.content), s.content)
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

// write writes the files into dir.
func (sources nodeSources) write(dir string) error {
	for _, s := range sources {
		if err := os.WriteFile(filepath.Join(dir, s.name), s.content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
