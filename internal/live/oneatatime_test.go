package live

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

func TestProxyOneAtATime(t *testing.T) {
	t.Parallel()
	var inside, most atomic.Int32
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most.Store(max(most.Load(), inside.Add(1)))
		time.Sleep(5 * time.Millisecond)
		inside.Add(-1)
		http.Error(w, r.Method+" "+r.URL.Path, http.StatusTeapot)
	}))
	t.Cleanup(backend.Close)
	ports, err := freePorts(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if err := proxyOneAtATime(ctx, ports[0], backend.URL); err != nil {
		t.Fatal(err)
	}

	done := make(chan string)
	for range 5 {
		go func() {
			resp, err := http.Get(loopbackURL(ports[0]) + "/some/path")
			if err != nil {
				done <- err.Error()
				return
			}
			_ = resp.Body.Close()
			done <- resp.Status
		}()
	}
	for range 5 {
		if status := <-done; status != "418 I'm a teapot" {
			t.Errorf("status %s", status)
		}
	}
	if most.Load() != 1 {
		t.Errorf("%d requests at the same time, want 1", most.Load())
	}
	cancel()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		resp, err := http.Get(loopbackURL(ports[0]))
		if err != nil {
			return
		}
		_ = resp.Body.Close()
		if time.Now().After(deadline) {
			t.Fatal("the proxy is still there after its context was cancelled")
		}
	}
}
