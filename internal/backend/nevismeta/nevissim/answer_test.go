package nevissim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
)

// TestAnswer checks each switch that changes how a client is shown.
func TestAnswer(t *testing.T) {
	t.Parallel()
	stored := map[string]any{
		"client_id": "c1", "client_secret": "s1", "redirect_uris": []string{"https://a.example", "https://b.example"},
		"scopes": []string{"openid"}, "access_token_ttl": 900,
		"metadata": []map[string]string{{"name": "a", "value": "b"}},
		"jwks":     map[string]any{"keys": []map[string]any{{"kty": "RSA", "kid": "1"}, {"kty": "EC", "kid": "2"}}},
	}
	for _, tc := range []struct {
		name string
		opts nevissim.Options
		want string
	}{
		{"documented", nevissim.Options{}, `{
			"client_secret":"s1","scopes":["openid"],"notSentGrantType":false,"owner":"admin",
			"redirect_uris":["https://a.example","https://b.example"],"valid_from":"2025-03-01T07:00:00.000Z",
			"jwks":{"keys":[{"kty":"RSA","kid":"1"},{"kty":"EC","kid":"2"}]},
			"access_token_ttl":900,"id_token_ttl":"absent","name":"absent","grant_types":"absent"}`},
		{"nulls", nevissim.Options{Unset: nevissim.UnsetNull}, `{
			"name":null,"grant_types":null,"id_token_ttl":null,"jwks_uri":null,"force_reauthentication":null,
			"id_token_encrypted_response_alg":null,"client_secret":"s1","notSentGrantType":false}`},
		{"empty", nevissim.Options{Unset: nevissim.UnsetEmpty}, `{
			"name":"","grant_types":[],"jwks_uri":"","id_token_ttl":"absent","force_reauthentication":"absent",
			"id_token_encrypted_response_alg":"absent"}`},
		{"masked", nevissim.Options{Secret: nevissim.SecretMasked}, `{"client_secret":"********"}`},
		{"omitted", nevissim.Options{Secret: nevissim.SecretOmitted}, `{"client_secret":"absent"}`},
		{"omitted as null", nevissim.Options{Secret: nevissim.SecretOmitted, Unset: nevissim.UnsetNull}, `{"client_secret":null}`},
		{"inherited", nevissim.Options{FillTTLs: true}, `{
			"access_token_ttl":900,"refresh_token_ttl":15552000,"id_token_ttl":3600,"persisted_consent_ttl":31104000,
			"grant_types":["authorization_code"],"force_reauthentication":false}`},
		{"reordered", nevissim.Options{ReorderArrays: true}, `{
			"redirect_uris":["https://b.example","https://a.example"],
			"jwks":{"keys":[{"kty":"EC","kid":"2"},{"kty":"RSA","kid":"1"}]}}`},
		{"strings", nevissim.Options{StringsForArrays: true, FillTTLs: true}, `{
			"scopes":"openid","grant_types":"authorization_code","metadata":[{"name":"a","value":"b"}],
			"redirect_uris":["https://a.example","https://b.example"]}`},
		{"unknown member", nevissim.Options{UnknownMembers: true}, `{"issuance_policy":{"level":3}}`},
		{"none", nevissim.Options{NoneForUnsetEncryption: true}, `{
			"id_token_encrypted_response_alg":"none","id_token_encrypted_response_enc":"none"}`},
		{"offset", nevissim.Options{TimeFormat: nevissim.TimeOffset}, `{"valid_from":"2025-03-01T07:00:00.000+00:00"}`},
		{"no colon", nevissim.Options{TimeFormat: nevissim.TimeOffsetWithoutColon}, `{"valid_from":"2025-03-01T07:00:00.000+0000"}`},
		{"epoch", nevissim.Options{TimeFormat: nevissim.TimeEpochMillis}, `{"valid_from":1740812400000}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, _ := newSimulator(tc.opts)
			id := addClient(t, sim, stored)
			wantMembers(t, mustSend(t, sim, "GET", clientsPath+"/"+id, "", http.StatusOK), tc.want)
			snapshot := clientsPath + "/" + id + "/snapshots/" + sim.States(id)[0].SnapshotID
			wantMembers(t, mustSend(t, sim, "GET", snapshot, "", http.StatusOK), tc.want)
			if body, _ := sim.Client(id); body["client_secret"] != "s1" || body["id_token_ttl"] != nil {
				t.Errorf("stored body changed by showing it: %v", body)
			}
		})
	}
}

// TestAnswerToWrites checks the switches for the answers to POST and PUT and for response headers.
func TestAnswerToWrites(t *testing.T) {
	t.Parallel()
	sim, _ := newSimulator(nevissim.Options{EchoOnCreate: true, PutAnswer: nevissim.PutNoContent, CacheControl: true})
	w := send(t, sim, "POST", clientsPath, `{"name":"x","client_secret":"s"}`)
	if got := w.Header().Get("Cache-Control"); w.Code != http.StatusCreated || got != "" {
		t.Errorf("POST: status %d, Cache-Control %q, want 201 without one", w.Code, got)
	}
	created := decode(t, w.Body.String())
	wantMembers(t, created, `{"name":"x","client_secret":"s","valid_from":"2025-03-01T08:00:00.000Z"}`)
	path := clientsPath + "/" + created["clientId"].(string)
	if w := send(t, sim, "PUT", path, `{"name":"y"}`); w.Code != http.StatusNoContent || w.Body.Len() > 0 {
		t.Errorf("PUT: status %d, body %s, want 204 without a body", w.Code, w.Body)
	}
	w = send(t, sim, "GET", path, "")
	wantMembers(t, decode(t, w.Body.String()), `{"name":"y"}`)
	if got := w.Header().Get("Cache-Control"); got != "max-age=300" {
		t.Errorf("Cache-Control %q", got)
	}
}

// TestErrorShapes checks the body of an error in each shape.
func TestErrorShapes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name              string
		opts              nevissim.Options
		contentType, body string
	}{
		{"oauth", nevissim.Options{}, "application/json", `{"error":"invalid_request","error_description":"name: must be a string"}`},
		{"message", nevissim.Options{Errors: nevissim.ErrorMessage}, "application/json", `{"message":"name: must be a string"}`},
		{"empty", nevissim.Options{Errors: nevissim.ErrorEmpty}, "", ""},
		{"text", nevissim.Options{Errors: nevissim.ErrorText}, "text/plain;charset=utf-8", "name: must be a string"},
		{
			"html",
			nevissim.Options{Errors: nevissim.ErrorHTML},
			"text/html;charset=utf-8",
			"<!doctype html><html><head><title>HTTP Status 400 - Bad Request</title></head><body>" +
				"<h1>HTTP Status 400 - Bad Request</h1><p>name: must be a string</p></body></html>",
		},
		{
			"html with the request",
			nevissim.Options{Errors: nevissim.ErrorHTML, EchoRequestInErrors: true},
			"text/html;charset=utf-8",
			"<!doctype html><html><head><title>HTTP Status 400 - Bad Request</title></head><body>" +
				"<h1>HTTP Status 400 - Bad Request</h1><p>name: must be a string: " +
				"{&#34;name&#34;:1,&#34;client_secret&#34;:&#34;hidden&#34;}</p></body></html>",
		},
		{
			"with the request",
			nevissim.Options{Errors: nevissim.ErrorText, EchoRequestInErrors: true},
			"text/plain;charset=utf-8",
			`name: must be a string: {"name":1,"client_secret":"hidden"}`,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, _ := newSimulator(tc.opts)
			w := send(t, sim, "POST", clientsPath, `{"name":1,"client_secret":"hidden"}`)
			got := []string{w.Header().Get("Content-Type"), w.Body.String()}
			if diff := cmp.Diff([]string{tc.contentType, tc.body}, got); diff != "" || w.Code != http.StatusBadRequest {
				t.Errorf("status %d, Content-Type and body (-want +got):\n%s", w.Code, diff)
			}
		})
	}
}

// TestBeanJWKS checks that a JWK Set is shown as a dump and that both spellings are stored as the same keys.
func TestBeanJWKS(t *testing.T) {
	t.Parallel()
	const (
		standard = `{"keys":[{"kty":"EC","crv":"P-256","x":"eA","y":"eQ","kid":"k1","use":"sig","alg":"ES256","exp":1740816000,
			"key_ops":["verify"],"x5u":"https://a.example","x5t":"dA","x5t#S256":"dB","x5c":["MA=="],"custom":1}],"other":2}`
		dump = `{"keys":[{"keyType":{"value":"EC","requirement":"REQUIRED"},"requiredParams":{"kty":"EC","crv":"P-256","x":"eA","y":"eQ"},
			"keyID":"k1","keyUse":{"value":"sig"},"algorithm":{"name":"ES256"},"expirationTime":"2025-03-01T08:00:00.000+00:00",
			"keyOperations":["verify"],"x509CertURL":"https://a.example","x509CertThumbprint":"dA",
			"x509CertSHA256Thumbprint":"dB","x509CertChain":["MA=="],"custom":1,
			"private":false,"keyStore":null,"parsedX509CertChain":null}],
			"additionalMembers":{"other":2},"empty":false}`
	)
	for name, sent := range map[string]string{"standard": standard, "dump": dump} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, _ := newSimulator(nevissim.Options{BeanJWKS: true})
			answer := mustSend(t, sim, "POST", clientsPath, `{"jwks":`+sent+`}`, http.StatusCreated)
			id, _ := answer["clientId"].(string)
			body, _ := sim.Client(id)
			if diff := cmp.Diff(decode(t, standard), decode(t, encode(t, body["jwks"]))); diff != "" {
				t.Errorf("stored (-want +got):\n%s", diff)
			}
			shown := mustSend(t, sim, "GET", clientsPath+"/"+id, "", http.StatusOK)
			if diff := cmp.Diff(decode(t, dump), shown["jwks"]); diff != "" {
				t.Errorf("shown (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTimestampSnapshotIDs checks that such ids are distinct, need escaping and are found when escaped.
func TestTimestampSnapshotIDs(t *testing.T) {
	t.Parallel()
	sim, _ := newSimulator(nevissim.Options{TimestampSnapshotIDs: true, SnapshotsKey: "snapshots", ReorderArrays: true})
	id := addClient(t, sim, nil)
	for range 2 {
		mustSend(t, sim, "PUT", clientsPath+"/"+id, `{}`, http.StatusOK)
	}
	listed := mustSend(t, sim, "GET", clientsPath+"/"+id+"/snapshots", "", http.StatusOK)
	want := map[string]any{"snapshots": []any{
		"2025-03-01T08:00:00.000+00:00~2", "2025-03-01T08:00:00.000+00:00", "2025-03-01T07:00:00.000+00:00",
	}}
	if diff := cmp.Diff(want, listed); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	escaped := strings.ReplaceAll("2025-03-01T07:00:00.000+00:00", "+", "%2B")
	mustSend(t, sim, "GET", clientsPath+"/"+id+"/snapshots/"+escaped, "", http.StatusOK)
}
