package httpapi_test

import (
	"context"
	"net"
	"net/http"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
)

// The tests that wait for something run in a bubble of testing/synctest, where time passes only when everybody waits: what
// they measure is exact, on the busiest machine. A socket would burst the bubble, so client and server speak over pipes.

// pipeURL is the address of every server in a bubble.
const pipeURL = "http://127.0.0.1:8080"

// pipes are a listener for connections in memory.
type pipes struct {
	waiting chan net.Conn
	closed  chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case connection := <-p.waiting:
		return connection, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error {
	close(p.closed)
	return nil
}

func (pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080} }

func (p pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.waiting <- server:
		return client, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// connect starts a server in a bubble, and returns a client of it and the client's log.
func connect(t *testing.T, cfg httpapi.Config, handler http.HandlerFunc) (*httpapi.Client, *logRecorder) {
	t.Helper()
	listener := pipes{waiting: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: handler}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	cfg.BaseURL = pipeURL
	client, log := newClient(t, cfg)
	client.ConnectBy(listener.dial)
	return client, log
}
