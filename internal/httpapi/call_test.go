package httpapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

type callClient struct {
	ID     string `json:"client_id"`
	Secret string `json:"client_secret,omitempty"`
}

func TestClient_Call(t *testing.T) {
	t.Parallel()
	get, post := httpapi.Request{}, httpapi.Request{Method: http.MethodPost}
	tests := []struct {
		name    string
		request httpapi.Request
		in      any
		status  int
		body    string
		sent    string
		want    callClient
		kind    error // nil: success
		says    string
	}{
		{"read", get, nil, 200, `{"client_id":"a"}`, "", callClient{ID: "a"}, nil, ""},
		{"write", post, callClient{ID: "<a&b>"}, 201, `{"client_id":"a"}`, `{"client_id":"<a&b>"}`, callClient{ID: "a"}, nil, ""},
		{"byte order mark and blanks", get, nil, 200, "\uFEFF {\"client_id\":\"a\"}\n", "", callClient{ID: "a"}, nil, ""},
		{"not UTF-8", get, nil, 200, "{\"client_id\":\"a\xff\"}", "", callClient{}, oauthclient.ErrUnavailable, "This is not the answer that the API documents."},
		{"a member twice", get, nil, 200, `{"client_id":"b","client_id":"a"}`, "", callClient{}, oauthclient.ErrUnavailable, "200 OK, with a member that is there twice with different values."},
		{"a member twice after a write", post, callClient{ID: "a"}, 201, "\uFEFF" + `{"client_id":"b","client_id":"a"}`, `{"client_id":"a"}`, callClient{}, oauthclient.ErrOutcomeUnknown, "201 Created, with a member that is there twice"},
		{"a member twice with the same value", get, nil, 200, `{"client_id":"a","client_id":"a"}`, "", callClient{ID: "a"}, nil, ""},
		{"refused", post, callClient{ID: "a", Secret: "hunter2"}, 400, `{"error":"no hunter2 here"}`, `{"client_id":"a","client_secret":"hunter2"}`, callClient{}, oauthclient.ErrInvalid, "400 Bad Request: no (redacted) here."},
		{"conflict", post, callClient{ID: "a"}, 409, `{}`, `{"client_id":"a"}`, callClient{}, oauthclient.ErrAlreadyExists, "409 Conflict"},
		{"gateway", post, callClient{ID: "a"}, 503, ``, `{"client_id":"a"}`, callClient{}, oauthclient.ErrOutcomeUnknown, "may have been carried out"},
		{"page of success", post, callClient{ID: "a"}, 200, `<html><title>Sign in</title>`, `{"client_id":"a"}`, callClient{}, oauthclient.ErrOutcomeUnknown, `200 OK with the web page "Sign in".`},
		{"page of success for a read", get, nil, 200, `<html><title>Sign in</title>`, "", callClient{}, oauthclient.ErrDenied, `"Sign in"`},
		{"nothing", get, nil, 200, ``, "", callClient{}, oauthclient.ErrUnavailable, "200 OK."},
		{"null", get, nil, 200, `null`, "", callClient{}, oauthclient.ErrUnavailable, "200 OK: null."},
		{"not JSON", get, nil, 200, `welcome`, "", callClient{}, oauthclient.ErrUnavailable, "200 OK: welcome."},
		{"not JSON after a write", post, callClient{ID: "a"}, 200, `welcome`, `{"client_id":"a"}`, callClient{}, oauthclient.ErrOutcomeUnknown, "200 OK: welcome."},
		{"half a document", get, nil, 200, `{"client_id":"a"`, "", callClient{}, oauthclient.ErrUnavailable, "not the answer that the API documents"},
		{"another type", get, nil, 200, `[{"client_id":"a"}]`, "", callClient{}, oauthclient.ErrUnavailable, "not the answer that the API documents"},
		{"more than a document", get, nil, 200, `{"client_id":"a"}{}`, "", callClient{}, oauthclient.ErrUnavailable, "not the answer that the API documents"},
		{"deep nesting", get, nil, 200, strings.Repeat("[", 200_000), "", callClient{}, oauthclient.ErrUnavailable, "200 OK. This is not the answer"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var sent string
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				sent = string(body)
				w.Header().Set("Content-Type", "text/plain") // whatever it says
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			})
			client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, MaxRetries: -1})
			var got callClient
			response, err := client.Call(t.Context(), tc.request, tc.in, &got)
			if response == nil || response.Status != tc.status {
				t.Fatalf("the answer is %+v, want it beside the error %v", response, err)
			}
			if sent != tc.sent {
				t.Errorf("the body is %s, want %s", sent, tc.sent)
			}
			if tc.kind == nil {
				if diff := cmp.Diff(tc.want, got); err != nil || diff != "" {
					t.Errorf("error %v, decoded (-want +got):\n%s", err, diff)
				}
				return
			}
			failed := wantKind(t, err, tc.kind)
			wantText(t, failed.Error(), tc.says)
			if failed.Status != tc.status {
				t.Errorf("the status in the error is %d, want %d", failed.Status, tc.status)
			}
		})
	}
	t.Run("no answer is wanted", func(t *testing.T) {
		t.Parallel()
		server := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
		client, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
		if _, err := client.Call(t.Context(), httpapi.Request{Method: http.MethodDelete}, nil, nil); err != nil {
			t.Error(err)
		}
	})
	t.Run("no JSON", func(t *testing.T) {
		t.Parallel()
		client, log := newClient(t, httpapi.Config{BaseURL: "http://127.0.0.1:1"})
		_, err := client.Call(t.Context(), post, func() {}, nil)
		wantKind(t, err, oauthclient.ErrInvalid)
		if log.text() != "" {
			t.Error("it was sent")
		}
	})
	t.Run("no answer", func(t *testing.T) {
		t.Parallel()
		client, _ := newClient(t, httpapi.Config{BaseURL: serve(t, resetHandler).URL, MaxRetries: -1})
		response, err := client.Call(t.Context(), post, nil, nil)
		if failed := wantKind(t, err, oauthclient.ErrOutcomeUnknown); response != nil || failed.Status != 0 {
			t.Errorf("got %v and the status %d", response, failed.Status)
		}
	})
}

// A driver makes its own sense of an answer where the status alone does not say what it means.
func ExampleClient_Call() {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	client, err := httpapi.New(httpapi.Config{BaseURL: server.URL})
	if err != nil {
		panic(err)
	}
	read := func(ctx context.Context, id string) (string, error) {
		var members struct {
			ClientID string `json:"client_id"`
		}
		response, err := client.Call(ctx, httpapi.Request{Path: []string{"clients", id}}, nil, &members)
		if response != nil && response.Status == http.StatusNotFound && strings.Contains(string(response.Body), "unknown_client") {
			return "", &oauthclient.Error{Kind: oauthclient.ErrNotFound, Status: response.Status}
		}
		return members.ClientID, err
	}
	_, err = read(context.Background(), "a")
	failed, _ := errors.AsType[*oauthclient.Error](err)
	fmt.Println(errors.Is(err, oauthclient.ErrNotFound), failed.Status)
	// Output: false 404
}

// Texts of JSON are shown without the escapes that are for HTML, and no secret hides behind them.
func TestResponse_Classify_htmlEscapes(t *testing.T) {
	t.Parallel()
	const secret = `s&e<c>r"et`
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"a":"x\u0026y \u003cz\u003e","b":"s\u0026e\u003cc\u003er\"et","c":"s&e<c>r\"et"}`)
	})
	client, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
	message := get(t, client).Classify(secret).Message
	wantText(t, message, `{"a":"x&y <z>","b":"(redacted)","c":"(redacted)"}`)
}
