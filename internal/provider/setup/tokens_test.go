package setup

import (
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/tokenendpoint"
)

func TestConnectionTokenEndpoint(t *testing.T) {
	for name, tc := range map[string]struct {
		settings    map[string]any
		environment map[string]string
		want        tokenendpoint.Location
		says        string
	}{
		"hydra": {
			map[string]any{"hydra.admin_url": "http://127.0.0.1:1", "hydra.public_url": "https://auth.example.com/"},
			nil,
			tokenendpoint.Location{TokenURL: "https://auth.example.com/oauth2/token"},
			"",
		},
		"hydra in the environment": {
			map[string]any{"hydra.admin_url": "http://127.0.0.1:1"},
			map[string]string{"OAUTH_HYDRA_PUBLIC_URL": "https://auth.example.com"},
			tokenendpoint.Location{TokenURL: "https://auth.example.com/oauth2/token"},
			"",
		},
		"hydra without it": {map[string]any{"hydra.admin_url": "http://127.0.0.1:1"}, nil, tokenendpoint.Location{}, "hydra.public_url in the provider configuration would tell it"},
		"registration": {
			map[string]any{"registration.issuer": "https://auth.example.com"},
			nil,
			tokenendpoint.Location{Issuer: "https://auth.example.com"},
			"",
		},
		"oam": {map[string]any{"oam.url": "http://127.0.0.1:1", "oam.username": "a", "oam.password": "b"}, nil, tokenendpoint.Location{}, "not known"},
	} {
		t.Run(name, func(t *testing.T) {
			for variable, value := range tc.environment {
				t.Setenv(variable, value)
			}
			connection, diags := Connect(configOf(tc.settings), httpapi.Config{MaxRetries: 7})
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			at, settings, err := connection.TokenEndpoint()
			switch {
			case tc.says != "" && (err == nil || !strings.Contains(err.Error(), tc.says)):
				t.Errorf("error %v, want one that says %q", err, tc.says)
			case tc.says == "" && (err != nil || at != tc.want || settings.MaxConcurrentRequests == 0):
				t.Errorf("it is at %v with the error %v, want %v", at, err, tc.want)
			}
		})
	}
	_, diags := Connect(configOf(map[string]any{"hydra.admin_url": "http://127.0.0.1:1", "hydra.public_url": "auth.example.com"}), httpapi.Config{})
	if len(diags) != 1 || !strings.Contains(diags[0].Detail(), "hydra.public_url") {
		t.Errorf("of a URL that is none it says %v", diags)
	}
}
