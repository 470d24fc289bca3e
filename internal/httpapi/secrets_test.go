package httpapi_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
)

// Every secret of these tests, by what it is. Quotes, blanks and slashes make them differ from spelling to spelling.
var secrets = map[string]string{
	"bearer token":  "bearer-8c1f",
	"password":      `pass/wo"rd 5d`,
	"cookie":        "cookie-77aa",
	"header":        "header-key-3e9b",
	"client secret": `client/sec"ret 2f`,
	"access token":  "access-token-d00d",
	"own token":     "registration-b1b2",
	"query":         "query/token 4c",
	"body":          `body/sec"ret 9e`,
	"driver":        "driver-knows-66",
}

// leaks returns the names of the secrets that a text holds, in any spelling.
func leaks(text string) []string {
	var found []string
	for name, secret := range secrets {
		quoted, _ := json.Marshal(secret)
		twice := strconv.Quote(strings.Trim(string(quoted), `"`)) // as net/http repeats an answer that is no HTTP
		spellings := []string{
			secret, url.QueryEscape(secret), url.PathEscape(secret), strings.Trim(string(quoted), `"`), strings.Trim(twice, `"`),
			base64.StdEncoding.EncodeToString([]byte("user:" + secret)),
			base64.StdEncoding.EncodeToString([]byte("id:" + url.QueryEscape(secret))),
		}
		for _, spelling := range spellings {
			if strings.Contains(text, spelling) {
				found = append(found, name+" as "+spelling)
			}
		}
	}
	return found
}

// echo returns all that came with a request, one after the other.
func echo(r *http.Request) string {
	body, _ := io.ReadAll(r.Body)
	headers, _ := json.Marshal(r.Header)
	return fmt.Sprint(r.Header.Get("Authorization"), " ", r.Header.Get("Cookie"), " ", r.Header.Get("X-Key"), " ",
		r.URL.Query(), " ", r.RequestURI, " ", string(body), " ", string(headers))
}

// raw answers with bytes that are no HTTP.
func raw(w http.ResponseWriter, bytes string) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	bytes = strings.Replace(bytes, "{", secrets["driver"]+"{", 1) // the driver has not told it yet when Do fails
	_, _ = io.WriteString(connection, bytes)
	_ = connection.Close()
}

// A server that repeats whatever it gets, in every place it can, must not make a message or a log line of it.
func TestNoSecretInErrorsAndLogs(t *testing.T) {
	t.Parallel()
	tokens := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"access_token":%q,"expires_in":3600}`, secrets["access token"])
	})
	badTokens := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{"error_description": echo(r) + secrets["client secret"]})
	})
	brokenTokens := serve(t, func(w http.ResponseWriter, r *http.Request) { raw(w, "HTTP/1.1 "+echo(r)+"\r\n\r\n") })
	auths := map[string]httpapi.Auth{
		"bearer":                    httpapi.Bearer(secrets["bearer token"]),
		"basic":                     httpapi.Basic("user", secrets["password"]),
		"cookie":                    httpapi.Cookie("a=b; session=" + secrets["cookie"]),
		"client credentials":        httpapi.ClientCredentials(tokens.URL, "id", secrets["client secret"], nil),
		"refused client":            httpapi.ClientCredentials(badTokens.URL+"?token="+url.QueryEscape(secrets["query"]), "id", secrets["client secret"], nil),
		"token endpoint is no HTTP": httpapi.ClientCredentials(brokenTokens.URL+"?token="+url.QueryEscape(secrets["query"]), "id", secrets["client secret"], nil),
	}
	answers := map[string]http.HandlerFunc{
		"text": func(w http.ResponseWriter, r *http.Request) {
			http.Error(w, echo(r)+secrets["driver"], http.StatusBadRequest)
		},
		"denied":  func(w http.ResponseWriter, r *http.Request) { http.Error(w, echo(r), http.StatusUnauthorized) },
		"retried": func(w http.ResponseWriter, r *http.Request) { http.Error(w, echo(r), http.StatusServiceUnavailable) },
		"message": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusUnprocessableEntity)
			_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"reason": secrets["driver"] + echo(r)}})
		},
		"unknown JSON": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusConflict)
			_ = json.NewEncoder(w).Encode([]any{echo(r)})
		},
		"page": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html><title>"+echo(r)+"</title></html>")
		},
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "https://other.invalid/"+url.PathEscape(echo(r))+"?"+r.URL.RawQuery)
			w.WriteHeader(http.StatusFound)
		},
		"bad redirect": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "https://other.invalid:port/"+url.PathEscape(echo(r)))
			w.WriteHeader(http.StatusFound)
		},
		"status that is none": func(w http.ResponseWriter, r *http.Request) { raw(w, "HTTP/1.1 "+echo(r)+"\r\n\r\n") },
		"no HTTP":             func(w http.ResponseWriter, r *http.Request) { raw(w, echo(r)+"\r\n\r\n") },
		"bad header": func(w http.ResponseWriter, r *http.Request) {
			raw(w, "HTTP/1.1 200 OK\r\n"+strings.ReplaceAll(echo(r), ":", "")+"\r\n\r\n")
		},
		"reset":   resetHandler,
		"timeout": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	}
	for authName, auth := range auths {
		for answerName, answer := range answers {
			for _, own := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/own token %t", authName, answerName, own), func(t *testing.T) {
					t.Parallel()
					server := serve(t, func(w http.ResponseWriter, r *http.Request) {
						body := new(strings.Builder)
						_, _ = io.Copy(body, r.Body) // to notice the end of a canceled request
						r.Body = io.NopCloser(strings.NewReader(body.String()))
						answer(w, r)
					})
					checkForLeaks(t, server, auth, own)
				})
			}
		}
	}
}

func checkForLeaks(t *testing.T, server *httptest.Server, auth httpapi.Auth, own bool) {
	t.Helper()
	client, log := newClient(t, httpapi.Config{
		BaseURL: server.URL, Auth: auth, Headers: map[string]string{"X-Key": secrets["header"]},
		MaxRetries: 1, RequestTimeout: 200 * time.Millisecond,
	})
	body, err := json.Marshal(map[string]any{"client_id": "a", "client_secret": secrets["body"]})
	if err != nil {
		t.Fatal(err)
	}
	request := httpapi.Request{
		Method: http.MethodPut, Path: []string{"clients", "a"}, Query: url.Values{"access_token": {secrets["query"]}}, Body: body,
	}
	if own {
		request.Header = http.Header{"Authorization": {"Bearer " + secrets["own token"]}}
	}
	response, err := client.Do(t.Context(), request)
	if err == nil {
		err = response.Classify(secrets["driver"])
	}
	wantText(t, err.Error(), "http://127.0.0.1:")
	if found := leaks(err.Error()); len(found) > 0 {
		t.Errorf("the error %q holds: %q", err, found)
	}
	wantText(t, log.text(), "PUT", server.URL+"/clients/a")
	if found := leaks(log.text()); len(found) > 0 {
		t.Errorf("the log %q holds: %q", log.text(), found)
	}
}

// A form is not JSON, so what in it is secret goes by its names.
func TestClassify_secretForm(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, "cannot read "+echo(r))
	})
	client, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
	form := url.Values{"client_id": {"app"}, "client_secret": {secrets["client secret"]}, "client_assertion": {secrets["own token"]}}
	response, err := client.Do(t.Context(), httpapi.Request{Method: http.MethodPost, SecretBody: true, Body: []byte(form.Encode())})
	if err != nil {
		t.Fatal(err)
	}
	failed := response.Classify()
	wantText(t, failed.Message, "client_id=app")
	if found := leaks(failed.Error()); len(found) > 0 {
		t.Errorf("%v in %q", found, failed)
	}
}
