package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A property is one attribute of a client on Hydra, and what the server's own member for it holds.
type property struct {
	// path is the attribute path, member the member of the server's JSON.
	path, member string
	// hcl is a value in the configuration, and server what a GET shows then.
	hcl    string
	server any
	// unset is what a GET shows when the attribute is left out; nil is an absent or null member.
	unset any
	// other is another value that somebody may set on the server.
	other any
	// rivals are the paths of properties that a client cannot have beside this one.
	rivals []string
	// simulatorOnly says why a real server cannot be asked for it; empty when it can.
	simulatorOnly string
}

const (
	rsaKey = `{"kty":"RSA","kid":"rsa-1","use":"sig","alg":"RS256","n":"` + rsaModulus + `","e":"AQAB"}`
	ecKey  = `{"kty":"EC","kid":"ec-1","use":"sig","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}`

	// rsaModulus is that of the example in RFC 7517 appendix A.1.
	rsaModulus = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
)

func list(elements ...any) []any { return append([]any{}, elements...) }

func object(members ...any) map[string]any {
	o := map[string]any{}
	for i := 0; i < len(members); i += 2 {
		o[members[i].(string)] = members[i+1]
	}
	return o
}

// properties are the attributes of a client that v2.3.0 stores, in the order of the documented body, and after them those
// that newer documents add. client_id, client_secret and what only a server sets are not among them.
var properties = slices.Concat([]property{
	{
		path: "hydra.allowed_cors_origins", member: "allowed_cors_origins", hcl: `["https://app.example.com", "http://localhost:3000"]`,
		server: list("http://localhost:3000", "https://app.example.com"), unset: list(), other: list("https://evil.example.com"),
	},
	{
		path: "hydra.audience", member: "audience", hcl: `["https://api.example.com/", "urn:example:api"]`,
		server: list("https://api.example.com/", "urn:example:api"), unset: list(), other: list("urn:example:other"),
	},
	{
		path: "backchannel_logout_session_required", member: "backchannel_logout_session_required", hcl: `true`,
		server: true, other: true,
	},
	{
		path: "backchannel_logout_uri", member: "backchannel_logout_uri", hcl: `"https://app.example.com/back"`,
		server: "https://app.example.com/back", other: "https://app.example.com/elsewhere",
	},
	{path: "client_name", member: "client_name", hcl: `"Example App <&>"`, server: "Example App <&>", unset: "", other: "Somebody Else's"},
	{path: "client_uri", member: "client_uri", hcl: `"https://app.example.com/"`, server: "https://app.example.com/", unset: "", other: "https://other.example.com/"},
	{
		path: "contacts", member: "contacts", hcl: `["ops@example.com", "dev@example.com"]`,
		server: list("dev@example.com", "ops@example.com"), unset: list(), other: list("x@example.com"),
	},
	{
		path: "frontchannel_logout_session_required", member: "frontchannel_logout_session_required", hcl: `true`,
		server: true, other: true,
	},
	{
		path: "frontchannel_logout_uri", member: "frontchannel_logout_uri", hcl: `"https://app.example.com/front"`,
		server: "https://app.example.com/front", other: "https://app.example.com/elsewhere",
	},
	{
		path: "grant_types", member: "grant_types", hcl: `["refresh_token", "authorization_code", "client_credentials"]`,
		server: list("authorization_code", "client_credentials", "refresh_token"), unset: list(), other: list("implicit"),
	},
	{
		path: "jwks", member: "jwks", hcl: `jsonencode({ keys = [` + rsaKey + `] })`,
		server: object("keys", list(object("kty", "RSA", "kid", "rsa-1", "use", "sig", "alg", "RS256", "n", rsaModulus, "e", "AQAB"))),
		unset:  object(), other: object("keys", list(object("kty", "RSA", "kid", "rsa-2", "use", "sig", "alg", "RS256", "n", rsaModulus, "e", "AQAB"))),
		rivals: []string{"jwks_uri"},
	},
	{
		path: "jwks_uri", member: "jwks_uri", hcl: `"https://app.example.com/jwks.json"`, server: "https://app.example.com/jwks.json",
		other: "https://other.example.com/jwks.json", rivals: []string{"jwks"},
	},
	{path: "logo_uri", member: "logo_uri", hcl: `"https://app.example.com/logo.png"`, server: "https://app.example.com/logo.png", unset: "", other: "https://other.example.com/logo.png"},
	{
		path: "hydra.metadata", member: "metadata", hcl: `jsonencode({ team = "identity", tags = ["a", "<b>"], cost = 1.5, on = true, none = null })`,
		server: object("team", "identity", "tags", list("a", "<b>"), "cost", 1.5, "on", true, "none", nil), unset: object(), other: object("team", "else"),
	},
	{path: "hydra.owner", member: "owner", hcl: `"team-identity"`, server: "team-identity", unset: "", other: "somebody"},
	{path: "policy_uri", member: "policy_uri", hcl: `"https://app.example.com/privacy"`, server: "https://app.example.com/privacy", unset: "", other: "https://other.example.com/"},
	{
		path: "post_logout_redirect_uris", member: "post_logout_redirect_uris", hcl: `["https://app.example.com/bye"]`,
		server: list("https://app.example.com/bye"), other: list("https://app.example.com/elsewhere"),
	},
	{
		path: "redirect_uris", member: "redirect_uris", hcl: `["https://app.example.com/cb", "http://localhost:3000/cb", "com.example.app:/cb"]`,
		server: list("com.example.app:/cb", "http://localhost:3000/cb", "https://app.example.com/cb"), unset: list(),
		other: list("https://app.example.com/evil"), rivals: []string{"post_logout_redirect_uris"},
	},
	{path: "request_object_signing_alg", member: "request_object_signing_alg", hcl: `"RS256"`, server: "RS256", other: "none"},
	{
		path: "request_uris", member: "request_uris", hcl: `["https://app.example.com/request.jwt"]`,
		server: list("https://app.example.com/request.jwt"), other: list("https://other.example.com/request.jwt"),
	},
	{path: "response_types", member: "response_types", hcl: `["code", "code id_token"]`, server: list("code", "code id_token"), unset: list(), other: list("token")},
	{
		path: "scopes", member: "scope", hcl: `["openid", "offline_access", "read:things"]`, server: "offline_access openid read:things",
		unset: "offline_access offline openid", other: "openid admin",
	},
	{
		path: "sector_identifier_uri", member: "sector_identifier_uri", hcl: `"https://app.example.com/sector.json"`,
		server: "https://app.example.com/sector.json", other: "https://other.example.com/sector.json", simulatorOnly: "does not fetch a sector_identifier_uri",
	},
	{
		path: "subject_type", member: "subject_type", hcl: `"pairwise"`, server: "pairwise", unset: "public", other: "public", rivals: []string{"hydra.access_token_strategy"},
		simulatorOnly: "has pairwise subjects switched on",
	},
	{
		path: "token_endpoint_auth_method", member: "token_endpoint_auth_method", hcl: `"client_secret_post"`, server: "client_secret_post",
		unset: "client_secret_basic", other: "client_secret_basic",
	},
	{path: "token_endpoint_auth_signing_alg", member: "token_endpoint_auth_signing_alg", hcl: `"ES256"`, server: "ES256", other: "RS256"},
	{path: "tos_uri", member: "tos_uri", hcl: `"https://app.example.com/tos"`, server: "https://app.example.com/tos", unset: "", other: "https://other.example.com/"},
	{path: "userinfo_signed_response_alg", member: "userinfo_signed_response_alg", hcl: `"RS256"`, server: "RS256", unset: "none", other: "none"},
	{path: "hydra.skip_consent", member: "skip_consent", hcl: `true`, server: true, unset: false, other: true},
	{path: "hydra.skip_logout_consent", member: "skip_logout_consent", hcl: `true`, server: true, other: true},
	{path: "hydra.access_token_strategy", member: "access_token_strategy", hcl: `"jwt"`, server: "jwt", other: "opaque", rivals: []string{"subject_type"}},
}, lifespanProperties(
	"authorization_code_grant_access_token_lifespan", "authorization_code_grant_id_token_lifespan",
	"authorization_code_grant_refresh_token_lifespan", "client_credentials_grant_access_token_lifespan",
	"implicit_grant_access_token_lifespan", "implicit_grant_id_token_lifespan", "jwt_bearer_grant_access_token_lifespan",
	"refresh_token_grant_access_token_lifespan", "refresh_token_grant_id_token_lifespan",
	"refresh_token_grant_refresh_token_lifespan",
))

func lifespanProperties(members ...string) []property {
	lifespans := make([]property, len(members))
	for i, member := range members {
		lifespans[i] = property{
			path: "hydra." + member, member: member, hcl: fmt.Sprintf("\"%dm\"", 61+i),
			server: fmt.Sprintf("1h%dm0s", 1+i), other: "2h0m0s",
		}
	}
	return lifespans
}

// without returns the properties less those with the given paths.
func without(from []property, paths ...string) []property {
	return slices.DeleteFunc(slices.Clone(from), func(p property) bool { return slices.Contains(paths, p.path) })
}

// beside returns the properties of a client that has p and all that can stand beside it, in order.
func beside(p property) []property {
	full := without(properties, p.rivals...)
	for _, rivals := range [][2]string{{"jwks_uri", "jwks"}, {"subject_type", "hydra.access_token_strategy"}} {
		if p.path != rivals[0] {
			full = without(full, rivals[0])
		}
	}
	return full
}

// bodyOf writes properties as the body of a resource.
func bodyOf(of []property) string {
	var body strings.Builder
	blocks := map[string][]string{}
	for _, p := range of {
		block, name, nested := strings.Cut(p.path, ".")
		if !nested {
			fmt.Fprintf(&body, "  %s = %s\n", p.path, p.hcl)
			continue
		}
		blocks[block] = append(blocks[block], fmt.Sprintf("    %s = %s\n", name, p.hcl))
	}
	for _, block := range slices.Sorted(maps.Keys(blocks)) {
		fmt.Fprintf(&body, "  %s {\n%s  }\n", block, strings.Join(blocks[block], ""))
	}
	return body.String()
}

// membersOf returns what a GET shows for properties that are configured.
func membersOf(of []property) map[string]any {
	members := make(map[string]any, len(of))
	for _, p := range of {
		members[p.member] = p.server
	}
	return members
}
