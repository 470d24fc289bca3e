package oauthclient_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A listServer is a driver whose server has clients named 0 to n-1, in pages, and counts the requests.
type listServer struct {
	oauthclient.Driver
	n, pageSize   int
	refused       bool
	single, pages atomic.Int64
}

func (s *listServer) Server() string { return "list" }

func (s *listServer) Fetch(_ context.Context, known oauthclient.Client) (oauthclient.Fetched, error) {
	s.single.Add(1)
	var i int
	if _, err := fmt.Sscanf(known.Text(oauthclient.ID), "%d", &i); err != nil || i >= s.n {
		return nil, &oauthclient.Error{Kind: oauthclient.ErrNotFound}
	}
	return known.Text(oauthclient.ID), nil
}

func (s *listServer) Interpret(_ context.Context, fetched oauthclient.Fetched, _ oauthclient.Client) (oauthclient.Result, error) {
	id, _ := fetched.(string)
	return oauthclient.Result{Client: oauthclient.Client{oauthclient.ID: id, oauthclient.ClientID: id}}, nil
}

func (s *listServer) Delete(context.Context, oauthclient.Client) error { return nil }

func (s *listServer) List(_ context.Context, filter oauthclient.Filter, yield func(oauthclient.Listed) bool) error {
	for i := range s.n {
		if i%s.pageSize == 0 {
			if i > 0 && !filter.NextPage() {
				return nil
			}
			s.pages.Add(1)
			if s.refused {
				return &oauthclient.Error{Kind: oauthclient.ErrDenied}
			}
		}
		id := fmt.Sprint(i)
		if !yield(oauthclient.Listed{ID: id, ClientID: id, Fetched: id}) {
			return nil
		}
	}
	return nil
}

func newListService(s *listServer) *oauthclient.Service {
	return oauthclient.NewService(oauthclient.NewJudge(oauthclient.Profile{
		Name: "list", Can: oauthclient.Capabilities{List: true, WholeClients: true},
	}), s)
}

// readAll reads clients, so many at the same time.
func readAll(t *testing.T, service *oauthclient.Service, ids []int, parallel int) {
	t.Helper()
	queue := make(chan int, len(ids))
	for _, id := range ids {
		queue <- id
	}
	close(queue)
	var group sync.WaitGroup
	for range parallel {
		group.Go(func() {
			for id := range queue {
				read, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: fmt.Sprint(id)})
				if err != nil || read.Client.Text(oauthclient.ID) != fmt.Sprint(id) {
					t.Errorf("client %d: %v, %v", id, read.Client, err)
				}
			}
		})
	}
	group.Wait()
}

// every returns the numbers below n that step divides.
func every(n, step int) []int {
	var ids []int
	for i := 0; i < n; i += step {
		ids = append(ids, i)
	}
	return ids
}

// shuffled returns the numbers below n in an order of their own, which is always the same.
func shuffled(n int) []int {
	return rand.New(rand.NewPCG(1, 2)).Perm(n)
}

func TestReadAhead(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		server          *listServer
		wanted          []int
		parallel        int
		mostAll, mostOf int64 // requests in all, and pages among them
	}{
		"an estate":                         {&listServer{n: 1000, pageSize: 500}, every(1000, 1), 10, 2 + 1000/500, 2},
		"an estate, big pages":              {&listServer{n: 5000, pageSize: 1000}, every(5000, 1), 10, 2 + 5000/500, 5},
		"one after the other":               {&listServer{n: 1000, pageSize: 500}, every(1000, 1), 1, 20, 2},
		"three clients of many":             {&listServer{n: 100_000, pageSize: 1000}, every(100_000, 40_000), 10, 3, 0},
		"twenty clients of many":            {&listServer{n: 100_000, pageSize: 1000}, every(100_000, 5000), 10, 21, 2},
		"an estate, in no order":            {&listServer{n: 1000, pageSize: 500}, shuffled(1000), 10, 8, 2},
		"a large estate, in no order":       {&listServer{n: 5000, pageSize: 500}, shuffled(5000), 10, 60, 10},
		"half of the clients":               {&listServer{n: 2000, pageSize: 500}, every(2000, 2), 10, 20, 4},
		"a list that is refused":            {&listServer{n: 100, pageSize: 500, refused: true}, every(100, 1), 10, 101, 1},
		"a list of which nothing is wanted": {&listServer{n: 100_000, pageSize: 1000}, every(100_000, 1000)[1:], 10, 100, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				service := newListService(tc.server)
				readAll(t, service, tc.wanted, tc.parallel)
				_ = service.Delete(t.Context(), oauthclient.Client{}) // a write ends the list that waits for more reads
			})
			single, pages := tc.server.single.Load(), tc.server.pages.Load()
			if single+pages > tc.mostAll || pages > tc.mostOf {
				t.Errorf("%d single reads and %d pages, more than %d requests or %d pages", single, pages, tc.mostAll, tc.mostOf)
			}
		})
	}
}

// A write makes what a list has said stale, and only a single read says that a client is gone.
func TestReadAhead_staleAndGone(t *testing.T) {
	t.Parallel()
	server := &listServer{n: 100, pageSize: 500}
	service := newListService(server)
	readAll(t, service, every(50, 1), 10)
	if server.pages.Load() != 1 {
		t.Fatalf("%d pages were read", server.pages.Load())
	}
	if err := service.Delete(t.Context(), oauthclient.Client{oauthclient.ID: "99"}); err != nil {
		t.Fatal(err)
	}
	before := server.single.Load()
	readAll(t, service, []int{98}, 1)
	if server.single.Load() != before+1 {
		t.Error("a client was not read again after a write")
	}
	if _, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: "100"}); !errors.Is(err, oauthclient.ErrNotFound) {
		t.Errorf("a client that is gone: %v", err)
	}
}

// A hangingServer is a listServer whose lists hang until their context is done.
type hangingServer struct {
	listServer
	begun, ended chan struct{}
}

func (s *hangingServer) List(ctx context.Context, _ oauthclient.Filter, _ func(oauthclient.Listed) bool) error {
	close(s.begun)
	<-ctx.Done()
	close(s.ended)
	return ctx.Err()
}

// A list outlives the read that began it, but not the last one that waits for it.
func TestReadAhead_cancelled(t *testing.T) {
	t.Parallel()
	server := &hangingServer{listServer: listServer{n: 100}, begun: make(chan struct{}), ended: make(chan struct{})}
	service := oauthclient.NewService(oauthclient.NewJudge(oauthclient.Profile{
		Name: "list", Can: oauthclient.Capabilities{List: true, WholeClients: true},
	}), server)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var group sync.WaitGroup
	for i := range 50 { // so many that a list is worth while, however slowly they come
		group.Go(func() { _, _ = service.Read(ctx, oauthclient.Client{oauthclient.ID: fmt.Sprint(i)}) })
	}
	<-server.begun
	cancel()
	group.Wait()
	select {
	case <-server.ended:
	case <-time.After(10 * time.Second):
		t.Fatal("the list goes on after all reads were cancelled")
	}
	before := server.single.Load()
	if _, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: "50"}); err != nil || server.single.Load() != before+1 {
		t.Errorf("a later read: %v, %d requests", err, server.single.Load()-before)
	}
}
