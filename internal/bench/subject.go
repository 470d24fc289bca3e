package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A subject is a provider, and a configuration of it.
type subject struct {
	name string
	// provider is the provider's local name, and source where a registry has it. An empty source is one of this project.
	provider, source string
	binary           string
	// config returns the configuration of so many resources. The variable "name" is there.
	config func(n int) string
}

func subjects(ctx context.Context, dir, adminURL string, o options) ([]subject, error) {
	bins := map[string]string{"oauth": "github.com/oauth-clients/terraform-provider-oauth", "wide": "github.com/oauth-clients/terraform-provider-oauth/internal/bench/wide", "noop": "github.com/oauth-clients/terraform-provider-oauth/internal/bench/noop"}
	for name, pkg := range bins {
		bins[name] = filepath.Join(dir, "bin-"+name)
		if err := build(ctx, pkg, bins[name]); err != nil {
			return nil, err
		}
	}
	clients := func(body string) func(int) string {
		return func(n int) string {
			return fmt.Sprintf("provider \"oauth\" {\n  hydra { admin_url = %q }\n}\nresource \"oauth_client\" \"b\" {\n  count = %d\n%s}\n", adminURL, n, body)
		}
	}
	all := []subject{
		{name: "no-op, 2 attributes", provider: "noop", binary: bins["noop"], config: func(n int) string {
			return fmt.Sprintf("resource \"noop_thing\" \"b\" {\n  count = %d\n  name = var.name\n}\n", n)
		}},
		{name: floorName, provider: "oauth", binary: bins["wide"], config: clients(typical)},
		{name: "oauth_client, 13 attributes", provider: "oauth", binary: bins["oauth"], config: clients(typical)},
		{name: "oauth_client, all attributes", provider: "oauth", binary: bins["oauth"], config: clients(full)},
	}
	peers, err := peersIn(o.peers, adminURL)
	if err != nil {
		return nil, err
	}
	var wanted []subject
	for _, s := range append(all, peers...) {
		if strings.Contains(s.name, o.only) {
			wanted = append(wanted, s)
		}
	}
	return wanted, nil
}

// floorName is the subject that says what the engine itself costs with the schema of oauth_client.
const floorName = "no-op, our schema, 13 attributes"

// peersIn returns other people's providers: NAME/terraform-provider-NAME with a NAME/main.tf, in which $N stands for the number
// of resources and $URL for the admin URL. Its first line may be "# source: NAMESPACE/NAME".
func peersIn(dir, adminURL string) ([]subject, error) {
	if dir == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var peers []subject
	for _, entry := range entries {
		name := entry.Name()
		text, err := os.ReadFile(filepath.Join(dir, name, "main.tf"))
		if err != nil {
			return nil, err
		}
		binary, err := filepath.Abs(filepath.Join(dir, name, providerPrefix+name))
		if err != nil {
			return nil, err
		}
		peer := subject{name: "peer " + name, provider: name, binary: binary}
		if source, ok := strings.CutPrefix(string(text), "# source: "); ok {
			peer.source, _, _ = strings.Cut(source, "\n")
		}
		peer.config = func(n int) string {
			return strings.NewReplacer("$N", fmt.Sprint(n), "$URL", adminURL).Replace(string(text))
		}
		peers = append(peers, peer)
	}
	return peers, nil
}

const typical = `  client_name    = var.name
  redirect_uris  = ["https://app.example.com/a", "https://app.example.com/b"]
  grant_types    = ["authorization_code", "refresh_token"]
  response_types = ["code"]
  scopes         = ["openid", "offline"]
  contacts       = ["a@example.com"]
  client_uri     = "https://app.example.com"
  policy_uri     = "https://app.example.com/p"
  subject_type = "public"
  post_logout_redirect_uris = ["https://app.example.com/c"]
  hydra {
    metadata                                       = jsonencode({ a = 1 })
    authorization_code_grant_access_token_lifespan = "90m"
    audience                                       = ["https://api.example.com"]
  }
`

// full has every attribute that Hydra takes, but for those that exclude one of the others.
const full = `  client_name    = var.name
  client_secret  = "a secret of twenty letters"
  redirect_uris  = ["https://app.example.com/a", "https://app.example.com/b"]
  grant_types    = ["authorization_code", "refresh_token", "client_credentials", "implicit"]
  response_types = ["code", "code id_token"]
  scopes         = ["openid", "offline"]
  contacts       = ["a@example.com"]
  client_uri     = "https://app.example.com"
  logo_uri       = "https://app.example.com/logo.png"
  policy_uri     = "https://app.example.com/p"
  tos_uri        = "https://app.example.com/tos"
  jwks_uri       = "https://app.example.com/jwks.json"
  subject_type   = "public"
  request_uris   = ["https://app.example.com/request.jwt"]
  backchannel_logout_uri               = "https://app.example.com/back"
  backchannel_logout_session_required  = true
  frontchannel_logout_uri              = "https://app.example.com/front"
  frontchannel_logout_session_required = true
  post_logout_redirect_uris            = ["https://app.example.com/c"]
  request_object_signing_alg           = "RS256"
  token_endpoint_auth_method           = "client_secret_post"
  token_endpoint_auth_signing_alg      = "ES256"
  userinfo_signed_response_alg         = "RS256"
  hydra {
    metadata              = jsonencode({ a = 1, b = ["c", "d"] })
    audience              = ["https://api.example.com"]
    owner                 = "team"
    allowed_cors_origins  = ["https://app.example.com"]
    skip_consent          = true
    skip_logout_consent   = true
    access_token_strategy = "jwt"
    authorization_code_grant_access_token_lifespan    = "61m"
    authorization_code_grant_id_token_lifespan        = "62m"
    authorization_code_grant_refresh_token_lifespan   = "63m"
    client_credentials_grant_access_token_lifespan    = "64m"
    implicit_grant_access_token_lifespan              = "65m"
    implicit_grant_id_token_lifespan                  = "66m"
    jwt_bearer_grant_access_token_lifespan            = "67m"
    refresh_token_grant_access_token_lifespan         = "68m"
    refresh_token_grant_id_token_lifespan             = "69m"
    refresh_token_grant_refresh_token_lifespan        = "70m"
  }
`
