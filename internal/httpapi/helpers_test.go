package httpapi_test

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// newClient returns a Client that waits for milliseconds only, and what it logs.
func newClient(t *testing.T, cfg httpapi.Config) (*httpapi.Client, *logRecorder) {
	t.Helper()
	log := &logRecorder{}
	cfg.Log = log.add
	if cfg.RetryWaitMin == 0 {
		cfg.RetryWaitMin, cfg.RetryWaitMax = time.Millisecond, 5*time.Millisecond
	}
	client, err := httpapi.New(cfg)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return client, log
}

// A logRecorder keeps every line a Client logs.
type logRecorder struct {
	mu    sync.Mutex
	lines []string
}

func (l *logRecorder) add(_ context.Context, message string, fields map[string]any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, fmt.Sprint(message, " ", fields))
}

func (l *logRecorder) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines, "\n")
}

// serve starts a plain server.
func serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

// get sends a GET for "/x" and fails the test unless it is answered.
func get(t *testing.T, client *httpapi.Client) *httpapi.Response {
	t.Helper()
	response, err := client.Do(t.Context(), httpapi.Request{Path: []string{"x"}})
	if err != nil {
		t.Fatalf("Do: %v", err)
	}
	return response
}

// wantKind fails the test unless err is an *oauthclient.Error of the kind.
func wantKind(t *testing.T, err, kind error) oauthclient.Error {
	t.Helper()
	failed, ok := errors.AsType[*oauthclient.Error](err)
	if !ok {
		t.Fatalf("the error is %#v, want an *oauthclient.Error", err)
	}
	if !errors.Is(failed.Kind, kind) {
		t.Fatalf("the kind of %q is %v, want %v", failed, failed.Kind, kind)
	}
	return *failed
}

// wantText fails the test unless text holds every part.
func wantText(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not hold %q", text, part)
		}
	}
}

// reset closes the connection of a request without an answer.
func reset(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

// caOf returns the certificate of a TLS server in PEM form.
func caOf(server *httptest.Server) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
}
