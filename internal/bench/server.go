package main

import (
	"context"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
)

// A server is an admin API of Hydra that counts the requests.
type server struct {
	url      string
	requests atomic.Int64
	http     *http.Server
}

// startServer serves a simulator or, with an address, what is in front of a real server.
func startServer(ctx context.Context, address string) (*server, error) {
	var handler http.Handler = hydrasim.New(hydrasim.Options{})
	if address != "" {
		target, err := url.Parse(address)
		if err != nil {
			return nil, err
		}
		handler = httputil.NewSingleHostReverseProxy(target)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{url: "http://" + listener.Addr().String()}
	s.http = &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		handler.ServeHTTP(w, r)
	})}
	go func() { _ = s.http.Serve(listener) }()
	return s, nil
}

func (s *server) close() { _ = s.http.Close() }
