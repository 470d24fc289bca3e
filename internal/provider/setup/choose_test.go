package setup

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
)

// Which backend a configuration means, when several could be meant.
func TestChoose(t *testing.T) {
	const hydraURL, nevisURL = "http://127.0.0.1:4445", "http://127.0.0.1:8996"
	for _, tc := range []struct {
		name        string
		config      map[string]any
		environment map[string]string
		// want is the name of the backend, "" for none.
		want string
		// undecided says that it is not known yet, and ready that requests can be sent.
		undecided, ready bool
		// says is in the text of the one error.
		says string
	}{
		{name: "nothing"},
		{name: "one", config: map[string]any{"hydra.admin_url": hydraURL}, want: "hydra", ready: true},
		{name: "one that leaves its address out", config: map[string]any{"hydra": nil}, want: "hydra", says: "OAUTH_HYDRA_ADMIN_URL"},
		{name: "one that leaves its address to the environment", config: map[string]any{"hydra": nil}, environment: map[string]string{"OAUTH_HYDRA_ADMIN_URL": hydraURL}, want: "hydra", ready: true},
		{name: "the environment", environment: map[string]string{"OAUTH_HYDRA_ADMIN_URL": hydraURL}, want: "hydra", ready: true},
		{name: "the environment, one address of two", environment: map[string]string{"OAUTH_REGISTRATION_REGISTRATION_ENDPOINT": hydraURL}, want: "registration", ready: true},
		{
			name:   "a block against the environment of another",
			config: map[string]any{"nevismeta.url": nevisURL}, environment: map[string]string{"OAUTH_HYDRA_ADMIN_URL": hydraURL}, want: "nevismeta", ready: true,
		},
		{
			name:   "an empty block against the environment of another",
			config: map[string]any{"nevismeta": nil}, environment: map[string]string{"OAUTH_HYDRA_ADMIN_URL": hydraURL}, want: "nevismeta", says: "OAUTH_NEVISMETA_URL",
		},
		{name: "two", config: map[string]any{"hydra.admin_url": hydraURL, "nevismeta.url": nevisURL}, says: `"hydra", "nevismeta"`},
		{name: "two without an address", config: map[string]any{"hydra": nil, "nevismeta": nil}, says: `"hydra", "nevismeta"`},
		{
			name:        "two in the environment",
			environment: map[string]string{"OAUTH_HYDRA_ADMIN_URL": hydraURL, "OAUTH_OAM_URL": nevisURL}, says: "OAUTH_HYDRA_ADMIN_URL, OAUTH_OAM_URL",
		},
		{
			// admin_url = var.use_hydra ? var.url : null
			name:   "two by a condition, decided",
			config: map[string]any{"hydra.admin_url": hydraURL, "hydra.bearer_token": "t", "nevismeta.username": "u", "nevismeta.password": "p"}, want: "hydra", ready: true,
		},
		{name: "two by a condition, not decided", config: map[string]any{"hydra.admin_url": unknownValue, "nevismeta.url": unknownValue}, undecided: true},
		{name: "two blocks of which nothing is known", config: map[string]any{"hydra": unknownValue, "nevismeta": unknownValue}, undecided: true},
		{name: "one decided, and one that may be null", config: map[string]any{"hydra.admin_url": hydraURL, "nevismeta.url": unknownValue}, want: "hydra", ready: true},
		{name: "one whose address is not known", config: map[string]any{"hydra.admin_url": unknownValue}, want: "hydra"},
		{
			// The environment may be meant for other configurations.
			name:   "one whose address is not known, and the environment of another",
			config: map[string]any{"hydra.admin_url": unknownValue}, environment: map[string]string{"OAUTH_OAM_URL": nevisURL}, want: "hydra",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for name, value := range tc.environment {
				t.Setenv(name, value)
			}
			connection, diags := Connect(configOf(tc.config), httpapi.Config{})
			name := ""
			if connection.Judge != nil {
				name = connection.Judge.Name()
			}
			if name != tc.want || (connection.Service != nil) != tc.ready {
				t.Errorf("the backend is %q, ready %t; want %q, %t", name, connection.Service != nil, tc.want, tc.ready)
			}
			if len(diags) == 0 && connection.Undecided() != tc.undecided {
				t.Errorf("undecided is %t, want %t", connection.Undecided(), tc.undecided)
			}
			switch {
			case tc.says == "" && len(diags) > 0, tc.says != "" && len(diags) != 1:
				t.Errorf("diagnostics %v", diags)
			case tc.says != "" && !strings.Contains(diags[0].Detail(), tc.says):
				t.Errorf("the error is %q, want %q in it", diags[0].Detail(), tc.says)
			}
		})
	}
}

// Credentials of several ways that all come from variables: in the walk that validates, none of them is known, and any may turn
// out to be null. Unknown is not configured.
func TestCredentialsFromVariables(t *testing.T) {
	t.Setenv("OAUTH_HYDRA_BEARER_TOKEN", "of the environment")
	with := func(settings map[string]any) map[string]any {
		settings["hydra.admin_url"] = "http://127.0.0.1:4445"
		return settings
	}
	for _, tc := range []struct { //nolint:paralleltest // Some cases set environment variables.
		name   string
		config map[string]any
		ready  bool
		at     string
		says   string
	}{
		{name: "none is known", config: with(map[string]any{"hydra.bearer_token": unknownValue, "hydra.username": unknownValue, "hydra.password": unknownValue})},
		{name: "one is known", config: with(map[string]any{"hydra.bearer_token": "t", "hydra.username": unknownValue})},
		{name: "half of one is known", config: with(map[string]any{"hydra.username": "u", "hydra.password": unknownValue})},
		{name: "a block is not known", config: with(map[string]any{"hydra.bearer_token": "t", "hydra.oauth2": unknownValue})},
		{name: "a block of which a part is not known", config: with(map[string]any{"hydra.oauth2.token_url": "http://127.0.0.1:4444", "hydra.oauth2.client_id": "a", "hydra.oauth2.client_secret": unknownValue})},
		{name: "a block with nulls alone", config: with(map[string]any{"hydra.bearer_token": "t", "hydra.oauth2": nil}), ready: true},
		{name: "all are null", config: with(map[string]any{}), ready: true},
		{
			name: "two are known", config: with(map[string]any{"hydra.bearer_token": "t", "hydra.username": "u", "hydra.password": "p"}),
			at: "hydra.username", says: "bearer_token and username with password are two ways",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			connection, diags := Connect(configOf(tc.config), httpapi.Config{})
			if (connection.Service != nil) != tc.ready {
				t.Errorf("ready is %t, want %t", connection.Service != nil, tc.ready)
			}
			if tc.says == "" && len(diags) > 0 {
				t.Errorf("diagnostics %v", diags)
			}
			if tc.says != "" && (len(diags) != 1 || !strings.Contains(diags[0].Detail(), tc.says) || !diags[0].(interface{ Path() path.Path }).Path().Equal(pathOf(tc.at))) {
				t.Errorf("diagnostics %v, want one at %s that says %q", diags, tc.at, tc.says)
			}
		})
	}
}

// Two ways in the environment are named by their variables, and no value of theirs.
func TestConflictInTheEnvironment(t *testing.T) { //nolint:paralleltest // It sets environment variables.
	for name, value := range map[string]string{
		"OAUTH_HYDRA_ADMIN_URL": "http://127.0.0.1:4445", "OAUTH_HYDRA_BEARER_TOKEN": "token-4711", "OAUTH_HYDRA_USERNAME": "user-4711", "OAUTH_HYDRA_PASSWORD": "password-4711",
	} {
		t.Setenv(name, value)
	}
	_, diags := Connect(configOf(nil), httpapi.Config{})
	if len(diags) != 1 {
		t.Fatalf("diagnostics %v", diags)
	}
	for _, want := range []string{"OAUTH_HYDRA_BEARER_TOKEN", "OAUTH_HYDRA_USERNAME", "OAUTH_HYDRA_PASSWORD", "keep one"} {
		if !strings.Contains(diags[0].Detail(), want) {
			t.Errorf("%q does not say %s", diags[0].Detail(), want)
		}
	}
	if strings.Contains(diags[0].Detail()+diags[0].Summary(), "4711") {
		t.Errorf("a value stands in the error: %s", diags[0].Detail())
	}
}
