package httpapi

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A counted reader counts how many like it are being read behind what is small.
type counted struct {
	io.Reader
	read         int
	inside, most *atomic.Int32
	counts       bool
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if c.read += n; c.read > smallBody && !c.counts {
		c.counts = true
		c.most.Store(max(c.most.Load(), c.inside.Add(1)))
		time.Sleep(time.Millisecond)
	}
	return n, err
}

func (c *counted) Close() error {
	if c.counts {
		c.inside.Add(-1)
	}
	return nil
}

// Of many large answers a few are read at a time, and every one of them whole; small ones wait for nobody.
func TestBodies(t *testing.T) {
	t.Parallel()
	b := newBodies()
	var inside, most atomic.Int32
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			text := strings.Repeat("x", smallBody+i*1000)
			got, err := b.read(t.Context(), &counted{Reader: strings.NewReader(text), inside: &inside, most: &most})
			if err != nil || string(got) != text {
				t.Errorf("%d bytes of %d, %v", len(got), len(text), err)
			}
		})
	}
	group.Wait()
	// A body is closed when its turn is over, so that one more may be seen for each.
	if got := most.Load(); got > 2*largeBodies || got < 1 {
		t.Errorf("%d large bodies were read at the same time, want %d", got, largeBodies)
	}
	for range largeBodies {
		b <- struct{}{}
	}
	if got, err := b.read(t.Context(), io.NopCloser(strings.NewReader("small"))); err != nil || string(got) != "small" {
		t.Errorf("a small one among large ones: %q, %v", got, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := b.read(ctx, io.NopCloser(strings.NewReader(strings.Repeat("x", 2*smallBody)))); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a large one whose time runs out: %v", err)
	}
}
