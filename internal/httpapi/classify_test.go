package httpapi_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const (
	checkURL         = "Check the URL in the provider configuration, its path included."
	checkCredentials = "Check the credentials in the provider configuration."
	setCredentials   = "Set the credentials in the provider configuration."
	checkRedirect    = "Check the URL in the provider configuration (http or https, host, path); a redirect to a login page means that the API wants other credentials."
	checkPage        = "Check the URL and the credentials in the provider configuration; this may be the page of a login or of a proxy."
	checkProxy       = "If this is the page of a proxy, and not of the server itself, check the URL and the credentials in the provider configuration."
)

func TestResponse_Classify(t *testing.T) {
	t.Parallel()
	html := http.Header{"Content-Type": {"text/html; charset=utf-8"}}
	text := http.Header{"Content-Type": {"text/plain"}}
	tests := []struct {
		name    string
		status  int
		header  http.Header
		body    string
		secrets []string
		kind    error
		message string // after "GET <server>/x was answered "
		advice  string
	}{
		{"401", 401, nil, `{"error":"request_unauthorized"}`, nil, oauthclient.ErrDenied, "401 Unauthorized: request_unauthorized. The server wants credentials and none are configured.", setCredentials},
		{"401 page of WebLogic", 401, html, "<HTML><HEAD><TITLE>Error 401--Unauthorized</TITLE></HEAD></HTML>", nil, oauthclient.ErrDenied, `401 Unauthorized with the web page "Error 401--Unauthorized". The server wants credentials and none are configured.`, setCredentials},
		{"403", 403, nil, "", nil, oauthclient.ErrDenied, "403 Forbidden.", "Check what the credentials in the provider configuration are allowed to do."},
		{"407", 407, nil, "", nil, oauthclient.ErrDenied, "407 Proxy Authentication Required.", "Put the proxy's user name and password into HTTP_PROXY or HTTPS_PROXY."},
		{"redirect to a login", 302, http.Header{"Location": {"https://sso.example:8443/login?token=hunter2"}}, "<a href>", nil, oauthclient.ErrDenied, "302 Found, a redirect to https://sso.example:8443; no credentials were sent there.", checkRedirect},
		{"redirect without location", 304, nil, "", nil, oauthclient.ErrDenied, "304 Not Modified, a redirect.", checkRedirect},
		{"login page", 200, html, "<!doctype html>\n<html><title>\n Sign  in </title></html>", nil, oauthclient.ErrDenied, `200 OK with the web page "Sign in".`, checkPage},
		{"login page without type or title", 200, http.Header{"Content-Type": {""}}, "<html><body>hi</body></html>", nil, oauthclient.ErrDenied, "200 OK with a web page.", checkPage},
		{"page of a proxy", 400, html, "<html><title>Bad Request</title></html>", nil, oauthclient.ErrInvalid, `400 Bad Request with the web page "Bad Request".`, checkProxy},
		{"page of a servlet container", 400, html, "<!doctype html><html><head><title>HTTP 400</title><style>p {}</style></head><body><h1>HTTP&nbsp;400</h1><p><b>Message</b> pkce_mode: &quot;x&quot; is unknown, hunter2</p></body></html>", []string{"hunter2"}, oauthclient.ErrInvalid, `400 Bad Request with the web page "HTTP 400 Message pkce_mode: "x" is unknown, (redacted)".`, checkProxy},
		{"page of a conflict", 409, html, "<html><body>taken</body></html>", nil, oauthclient.ErrAlreadyExists, `409 Conflict with the web page "taken".`, checkProxy},
		{"page of a gateway is no denial", 503, html, "<html><title>503</title></html>", nil, oauthclient.ErrUnavailable, `503 Service Unavailable with the web page "503".`, ""},
		{"404", 404, nil, `{"error":{"code":404,"message":"The requested resource could not be found","reason":"no route"}}`, nil, oauthclient.ErrUnavailable, "404 Not Found: The requested resource could not be found: no route.", checkURL},
		{"404 page", 404, html, "<html><title>nginx</title></html>", nil, oauthclient.ErrUnavailable, `404 Not Found with the web page "nginx".`, checkURL},
		{"405", 405, text, "Method Not Allowed\n", nil, oauthclient.ErrUnavailable, "405 Method Not Allowed: Method Not Allowed.", checkURL},
		{"410", 410, nil, "", nil, oauthclient.ErrUnavailable, "410 Gone.", checkURL},
		{"409", 409, nil, `{"error":"conflict","error_description":""}`, nil, oauthclient.ErrAlreadyExists, "409 Conflict: conflict.", ""},
		{"400", 400, nil, `{"error":"invalid_client_metadata","error_description":"The field grant_types is wrong."}`, nil, oauthclient.ErrInvalid, "400 Bad Request: The field grant_types is wrong.", ""},
		{"422 of Oracle", 422, text, `Failed to create OAuth entity "Client" - name "Demo"`, nil, oauthclient.ErrInvalid, `422 Unprocessable Entity: Failed to create OAuth entity "Client" - name "Demo".`, ""},
		{"415", 415, nil, "", nil, oauthclient.ErrInvalid, "415 Unsupported Media Type.", ""},
		{"408", 408, nil, "", nil, oauthclient.ErrUnavailable, "408 Request Timeout.", ""},
		{"429", 429, nil, "", nil, oauthclient.ErrUnavailable, "429 Too Many Requests.", "Set requests_per_second, lower max_concurrent_requests, or raise max_retries."},
		{"500", 500, nil, `{"message":"oh"}`, nil, oauthclient.ErrUnavailable, "500 Internal Server Error: oh.", ""},
		{"unknown status", 599, nil, "", nil, oauthclient.ErrUnavailable, "599.", ""},
		{"success that cannot be read", 200, nil, `[1,2]`, nil, oauthclient.ErrUnavailable, "200 OK: [1,2].", "This is not the answer that the API documents. " + checkURL},

		{"order of members", 400, nil, `{"title":"t","errors":["e"],"detail":"d","error":"er","message":"m","errorDescription":"ed","error_description":"e_d!"}`, nil, oauthclient.ErrInvalid, "400 Bad Request: e_d!", ""},
		{"errorDescription", 400, nil, `{"message":"m","errorDescription":"ed"}`, nil, oauthclient.ErrInvalid, "400 Bad Request: ed.", ""},
		{"message", 400, nil, `{"error":"er","message":"m?"}`, nil, oauthclient.ErrInvalid, "400 Bad Request: m?", ""},
		{"detail", 400, nil, `{"title":"t","detail":" d "}`, nil, oauthclient.ErrInvalid, "400 Bad Request: d.", ""},
		{"title", 400, nil, `{"title":"t","status":400}`, nil, oauthclient.ErrInvalid, "400 Bad Request: t.", ""},
		{"errors", 400, nil, `{"errors":["one",{"message":"two"},{"code":3}]}`, nil, oauthclient.ErrInvalid, "400 Bad Request: one; two.", ""},
		{"nothing known", 400, nil, `{"code": 7}`, nil, oauthclient.ErrInvalid, `400 Bad Request: {"code": 7}.`, ""},
		{"empty object in error", 400, nil, `{"error":{}}`, nil, oauthclient.ErrInvalid, `400 Bad Request: {"error":{}}.`, ""},
		{"lines and control characters", 400, text, "a\r\n\tb\x00\x1b[31mc", nil, oauthclient.ErrInvalid, "400 Bad Request: a b [31mc.", ""},
		{"long text", 400, text, strings.Repeat("é", 300), nil, oauthclient.ErrInvalid, "400 Bad Request: " + strings.Repeat("é", 200) + "...", ""},
		{"long message with the point at its end", 400, nil, `{"error_description":"` + strings.Repeat("x", 900) + ` the point"}`, nil, oauthclient.ErrInvalid, "400 Bad Request: " + strings.Repeat("x", 900) + " the point.", ""},

		{"secret of the driver", 400, nil, `{"message":"bad secret hunter2"}`, []string{"hunter2"}, oauthclient.ErrInvalid, "400 Bad Request: bad secret (redacted).", ""},
		{"secret at the cut", 400, text, strings.Repeat("x", 197) + "hunter2", []string{"hunter2"}, oauthclient.ErrInvalid, "400 Bad Request: " + strings.Repeat("x", 197) + "(re...", ""},
		{"secret within another", 400, text, "abcd1234 abcd", []string{"abcd", "abcd1234"}, oauthclient.ErrInvalid, "400 Bad Request: (redacted) (redacted).", ""},
		{"secret in other spellings", 400, text, `a%2Fb%20%22c a%2Fb+%22c a/b \"c`, []string{`a/b "c`}, oauthclient.ErrInvalid, "400 Bad Request: (redacted) (redacted) (redacted).", ""},
		{"echoed member", 400, nil, `{"message":"is s3cr3t good?","request":{"clientSecret":"s3cr3t"}}`, nil, oauthclient.ErrInvalid, "400 Bad Request: is (redacted) good?", ""},
		{"echoed members without words", 400, nil, `{"a":[{"registration_access_token":"s3cr3t-1"}],"d":"s3cr3t-2","password":"p\"wd"}`, nil, oauthclient.ErrInvalid, `400 Bad Request: {"a":[{"registration_access_token":"(redacted)"}],"d":"(redacted)","password":"(redacted)"}.`, ""},
		{"names that only look like secrets", 400, nil, `{"message":"client_secret_basic and 1700 are fine","token_endpoint_auth_method":"client_secret_basic","client_secret_expires_at":"1700"}`, nil, oauthclient.ErrInvalid, "400 Bad Request: client_secret_basic and 1700 are fine.", ""},
		{"advice about a secret", 400, nil, `{"message":"client_secret: must have 6 characters"}`, nil, oauthclient.ErrInvalid, "400 Bad Request: client_secret: must have 6 characters.", ""},
		{"text answer of Oracle", 200, text, "Successfully created - secret = 0123abcd, clientType = X", nil, oauthclient.ErrUnavailable, "200 OK: Successfully created - secret = (redacted), clientType = X.", "This is not the answer that the API documents. " + checkURL},
		{"broken JSON", 400, nil, `{"client_secret": "s3cr3t", "a":`, nil, oauthclient.ErrInvalid, `400 Bad Request: {"client_secret": "(redacted)", "a":.`, ""},
		{"form", 400, text, "grant=x&client_secret=s3cr3t&b=c", nil, oauthclient.ErrInvalid, "400 Bad Request: grant=x&client_secret=(redacted)&b=c.", ""},
		{"title with a secret", 200, html, "<html><title>hi hunter2</title>", []string{"hunter2"}, oauthclient.ErrDenied, `200 OK with the web page "hi (redacted)".`, checkPage},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				for name := range tc.header {
					w.Header().Set(name, tc.header.Get(name))
				}
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			})
			client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, MaxRetries: -1})
			got := get(t, client).Classify(tc.secrets...)
			want := &oauthclient.Error{Kind: tc.kind, Message: "GET " + server.URL + "/x was answered " + tc.message, Advice: tc.advice, Status: tc.status}
			if diff := cmp.Diff(*want, *got, cmpopts.EquateErrors(), cmpopts.IgnoreFields(oauthclient.Error{}, "Field")); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

// A redirect of a write that does not ask for the same request is not followed, even within the server.
func TestResponse_Classify_redirectOfWrite(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/clients/", http.StatusMovedPermanently)
	})
	client, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
	response, err := client.Do(t.Context(), httpapi.Request{Method: http.MethodPost, Path: []string{"clients"}})
	if err != nil {
		t.Fatal(err)
	}
	failed := wantKind(t, response.Classify(), oauthclient.ErrDenied)
	wantText(t, failed.Message, "301 Moved Permanently, a redirect to "+server.URL+", which was not followed.")
}

// A driver's test may make up an answer.
func TestResponse_Classify_withoutRequest(t *testing.T) {
	t.Parallel()
	response := &httpapi.Response{Status: 302, Header: http.Header{"Location": {"/x"}}}
	if got, want := response.Classify().Message, "The request was answered 302 Found, a redirect."; got != want {
		t.Errorf("the message is %q, want %q", got, want)
	}
}

func TestResponse_OK(t *testing.T) {
	t.Parallel()
	html := http.Header{"Content-Type": {"text/html"}}
	tests := []struct {
		name     string
		response httpapi.Response
		want     bool
	}{
		{"200", httpapi.Response{Status: 200, Body: []byte("{}")}, true},
		{"204", httpapi.Response{Status: 204}, true},
		{"302", httpapi.Response{Status: 302}, false},
		{"404", httpapi.Response{Status: 404}, false},
		{"login page", httpapi.Response{Status: 200, Header: html, Body: []byte(" <html>")}, false},
		{"login page without type", httpapi.Response{Status: 200, Body: []byte("<!DOCTYPE html>")}, false},
		{"JSON labeled as a page", httpapi.Response{Status: 200, Header: html, Body: []byte("{}")}, true},
		{"nothing labeled as a page", httpapi.Response{Status: 200, Header: html}, true},
		{"XML", httpapi.Response{Status: 200, Body: []byte("<?xml version='1.0'?><a/>")}, true},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := tc.response.OK(); got != tc.want {
				t.Errorf("OK is %t, want %t", got, tc.want)
			}
		})
	}
}

// A refusal of a write that has no words of the API's own may be a gateway's, who did not let the answer through.
func TestResponse_Classify_foreign(t *testing.T) {
	t.Parallel()
	const page, words = "<html><title>Blocked</title></html>", `{"error":"no"}`
	for _, tc := range []struct {
		method string
		status int
		body   string
		want   bool
	}{
		{http.MethodPost, 403, page, true},
		{http.MethodPost, 403, " ", true},
		{http.MethodPost, 403, words, false},
		{http.MethodPost, 404, page, true},
		{http.MethodPost, 400, "Failed to create", false},
		{http.MethodPost, 301, words, true},
		{http.MethodPost, 401, page, true},
		{http.MethodPost, 407, page, false},
		{http.MethodPost, 429, "", false},
		{http.MethodPost, 500, page, false},
		{http.MethodGet, 403, page, false},
	} {
		t.Run(fmt.Sprint(tc.method, tc.status, tc.body), func(t *testing.T) {
			t.Parallel()
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			})
			client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, MaxRetries: -1})
			response, err := client.Do(t.Context(), httpapi.Request{Method: tc.method})
			if err != nil {
				t.Fatal(err)
			}
			if got := response.Classify().Foreign; got != tc.want {
				t.Errorf("Foreign is %t, want %t", got, tc.want)
			}
		})
	}
}
