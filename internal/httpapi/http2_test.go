package httpapi_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Over HTTP/2 a write that the server read and did not answer is not sent again either, whether its stream is reset, the
// whole connection is taken down (GOAWAY), or half of the answer has come.
func TestHTTP2_lostAnswers(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(w http.ResponseWriter, server *http.Server){
		"stream reset": func(http.ResponseWriter, *http.Server) { panic(http.ErrAbortHandler) },
		"half an answer": func(w http.ResponseWriter, _ *http.Server) {
			_, _ = io.WriteString(w, `{"client_id":`)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		},
		"connection closed": func(_ http.ResponseWriter, server *http.Server) {
			_ = server.Close()
			time.Sleep(50 * time.Millisecond)
		},
		"GOAWAY": func(_ http.ResponseWriter, server *http.Server) {
			over, cancel := context.WithCancel(context.Background())
			cancel()
			_ = server.Shutdown(over) // sends GOAWAY and does not wait
			time.Sleep(50 * time.Millisecond)
			panic(http.ErrAbortHandler)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var deeds atomic.Int32
			var server *httptest.Server
			server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				if r.ProtoMajor != 2 {
					t.Errorf("the protocol is %s", r.Proto)
				}
				deeds.Add(1)
				lose(w, server.Config)
			}))
			server.EnableHTTP2 = true
			server.StartTLS()
			t.Cleanup(server.Close)
			client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, CACertPEM: caOf(server)})
			_, err := client.Do(t.Context(), httpapi.Request{Method: http.MethodPost, Body: []byte(`{"client_name":"x"}`)})
			wantKind(t, err, oauthclient.ErrOutcomeUnknown)
			if got := deeds.Load(); got != 1 {
				t.Errorf("the request was carried out %d times", got)
			}
		})
	}
}
