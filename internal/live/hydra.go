package live

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// The environment variables that hold the base URLs of a running Ory Hydra, without a slash at the end.
const (
	// EnvHydraAdminURL names the variable for the admin API, which is below /admin of that URL.
	EnvHydraAdminURL = "OAUTH_LIVE_HYDRA_ADMIN_URL"
	// EnvHydraPublicURL names the variable for the OAuth 2.0 endpoints.
	EnvHydraPublicURL = "OAUTH_LIVE_HYDRA_PUBLIC_URL"
)

// Hydra is Ory Hydra in the version pinned in the module internal/live/hydra, with an empty SQLite database in memory.
// Dynamic client registration is switched on. A cold build takes about five minutes of CPU time, and needs gcc.
var Hydra = Server{
	Name:  "hydra",
	Ports: 2,
	Build: func(ctx context.Context, moduleRoot string, messages io.Writer) (string, error) {
		cache, err := cacheDir()
		if err != nil {
			return "", err
		}
		return buildGo(ctx, cache, goProgram{
			name:    "hydra",
			dir:     filepath.Join(moduleRoot, "internal", "live", "hydra"),
			pkg:     "github.com/ory/hydra/v2",
			version: "v2.3.0",
			// Without the tag there is no SQLite, hence no database in memory.
			tags: "sqlite",
		}, messages)
	},
	Command: hydraCommand,
	Ready: func(ports []int) []string {
		return []string{loopbackURL(ports[0]) + "/health/ready", loopbackURL(ports[1]) + "/health/ready"}
	},
	Env: func(ports []int) []string {
		return []string{EnvHydraAdminURL + "=" + loopbackURL(ports[0]), EnvHydraPublicURL + "=" + loopbackURL(ports[1])}
	},
}

func hydraCommand(path, _ string, ports []int) (*exec.Cmd, error) {
	cmd := exec.Command(path, "serve", "all", "--dev")
	cmd.Env = append(os.Environ(),
		"DSN=memory",
		"SERVE_ADMIN_HOST=127.0.0.1", "SERVE_ADMIN_PORT="+strconv.Itoa(ports[0]),
		"SERVE_PUBLIC_HOST=127.0.0.1", "SERVE_PUBLIC_PORT="+strconv.Itoa(ports[1]),
		"URLS_SELF_ISSUER="+loopbackURL(ports[1]),
		"SECRETS_SYSTEM=not-a-secret-test-database-only",
		"OIDC_DYNAMIC_CLIENT_REGISTRATION_ENABLED=true",
		"LOG_LEVEL=error",
		// Without this, Hydra sends telemetry.
		"SQA_OPT_OUT=true",
	)
	return cmd, nil
}

func loopbackURL(port int) string { return fmt.Sprintf("http://127.0.0.1:%d", port) }
