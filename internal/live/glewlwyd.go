package live

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The environment variables of a running Glewlwyd beside those of every registration server.
const (
	// EnvGlewlwydAdminURL names the variable for the base URL of the administration API: with PUT and DELETE on
	// /client/{client_id} below it, a client is changed and deleted behind its owner's back.
	EnvGlewlwydAdminURL = glewlwydPrefix + "_ADMIN_URL"
	// EnvGlewlwydAPIKey names the variable for the key of the administration API, to be sent as "Authorization: token KEY".
	EnvGlewlwydAPIKey = glewlwydPrefix + "_API_KEY"
	// EnvGlewlwydClientID and EnvGlewlwydClientSecret name the variables for the client that gets initial access tokens by
	// client credentials, with the scope [GlewlwydScope].
	EnvGlewlwydClientID     = glewlwydPrefix + "_CLIENT_ID"
	EnvGlewlwydClientSecret = glewlwydPrefix + "_CLIENT_SECRET"
)

// GlewlwydScope is the scope of an initial access token of [Glewlwyd].
const GlewlwydScope = "register"

const glewlwydPrefix = "OAUTH_LIVE_GLEWLWYD"

// glewlwydPackages are the Debian package, and the one that keeps its database scripts from asking for MariaDB's client.
var glewlwydPackages = []string{"glewlwyd", "dbconfig-no-thanks"}

// Glewlwyd is the authorization server of that name, from the Debian package, with SQLite. Its OpenID Connect plug-in
// registers clients (RFC 7591) that show an access token with the scope [GlewlwydScope], and manages them (RFC 7592).
//
// Its URLs are those of a proxy that lets one request through at a time, since tests run in parallel and Glewlwyd 2.7.5 is
// not up to that: of two registrations at the same time, one answers 500, or answers 200 and loses its properties. It asks
// its one connection to the database for the last id that was inserted, which may be another request's.
var Glewlwyd = Server{
	Name: "glewlwyd",
	// The server's own, and that of the proxy in front of it.
	Ports: 2,
	Build: func(ctx context.Context, _ string, messages io.Writer) (string, error) {
		if installed := "/"; glewlwydIsIn(installed) {
			return installed, nil
		}
		cache, err := cacheDir()
		if err != nil {
			return "", err
		}
		return fetchDebian(ctx, cache, glewlwydPackages, messages)
	},
	Command: glewlwydCommand,
	Ready:   func(ports []int) []string { return []string{loopbackURL(ports[0]) + "/config"} },
	Env: func(ports []int) []string {
		return append(
			RegistrationServer{Issuer: glewlwydIssuer(ports), Endpoint: glewlwydIssuer(ports) + "/register"}.env(glewlwydPrefix),
			EnvGlewlwydAdminURL+"="+glewlwydURL(ports)+"/api",
			EnvGlewlwydClientID+"="+glewlwydClientID, EnvGlewlwydClientSecret+"="+glewlwydClientSecret,
		)
	},
	Setup: setUpGlewlwyd,
}

// glewlwydURL returns the base URL, which is the proxy's.
func glewlwydURL(ports []int) string { return loopbackURL(ports[1]) }

// glewlwydIssuer returns the issuer of the plug-in, which is also the base URL of its endpoints.
func glewlwydIssuer(ports []int) string { return glewlwydURL(ports) + "/api/" + glewlwydPlugin }

// glewlwydIsIn reports whether all that is needed of the package lies in the folder that stands for the root.
func glewlwydIsIn(root string) bool {
	for _, path := range []string{glewlwydProgram, glewlwydModules, glewlwydSchema} {
		if _, err := os.Stat(filepath.Join(root, path)); err != nil {
			return false
		}
	}
	return true
}

// Where the Debian package has its files.
const (
	glewlwydProgram = "usr/bin/glewlwyd"
	glewlwydModules = "usr/lib/glewlwyd"
	// glewlwydSchema makes the tables, and a user "admin" with the password "password".
	glewlwydSchema = "usr/share/dbconfig-common/data/glewlwyd/install/sqlite3"
)

func glewlwydCommand(root, dir string, ports []int) (*exec.Cmd, error) {
	libraries, err := filepath.Glob(filepath.Join(root, "usr/lib/*-linux-gnu*"))
	if err != nil {
		return nil, err
	}
	env := os.Environ()
	if root != "/" {
		env = append(env, "LD_LIBRARY_PATH="+strings.Join(libraries, ":"))
	}
	database := filepath.Join(dir, "glewlwyd.db")
	if err := makeGlewlwydDatabase(root, database, env); err != nil {
		return nil, err
	}
	config := filepath.Join(dir, "glewlwyd.conf")
	if err := os.WriteFile(config, []byte(glewlwydConfig(root, database, ports)), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.Command(filepath.Join(root, glewlwydProgram), "--config-file="+config)
	cmd.Env = env
	return cmd, nil
}

// makeGlewlwydDatabase fills the file with the schema of the package, which depends on sqlite3: where that is not unpacked
// with it, it is installed.
func makeGlewlwydDatabase(root, path string, env []string) error {
	schema, err := os.Open(filepath.Join(root, glewlwydSchema))
	if err != nil {
		return err
	}
	defer func() { _ = schema.Close() }()
	sqlite := filepath.Join(root, "usr/bin/sqlite3")
	if _, err := os.Stat(sqlite); err != nil {
		sqlite = "sqlite3"
	}
	cmd := exec.Command(sqlite, "-bail", path)
	cmd.Env = env
	// One transaction instead of one for each statement, of which there are hundreds.
	cmd.Stdin = io.MultiReader(strings.NewReader("BEGIN;\n"), schema, strings.NewReader("\nCOMMIT;\n"))
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("make the database: %w\n%s", err, bytes.TrimSpace(out))
	}
	return nil
}

// glewlwydConfig returns the configuration file. With a slash at the end of external_url, all endpoints would have two.
func glewlwydConfig(root, database string, ports []int) string {
	modules := filepath.Join(root, glewlwydModules)
	return fmt.Sprintf(`port=%d
bind_address="127.0.0.1"
external_url=%q
login_url="login.html"
api_prefix="api"
log_mode="console"
log_level="WARNING"
admin_scope="g_admin"
admin_session_authentication="cookie,api_key"
profile_scope="g_profile"
user_module_path=%q
client_module_path=%q
user_auth_scheme_module_path=%q
plugin_module_path=%q
hash_algorithm="SHA512"
database={ type="sqlite3"; path=%q; };
`, ports[0], glewlwydURL(ports), modules+"/user", modules+"/client", modules+"/scheme", modules+"/plugin", database)
}
