package faults

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// A gate is a listener on the loopback interface that can be shut for a while, in which connections are refused.
type gate struct {
	address string

	mu     sync.Mutex
	inner  net.Listener  // nil while the gate is shut
	opened chan struct{} // closed when the gate is opened again, or closed for good
	closed bool
}

// The ports of gates lie below those that systems hand out to outgoing connections: one of these could otherwise take the
// port while the gate is shut, even a connection to the very port.
const lowestPort, ports = 20000, 12000

// newGate listens on a free port.
func newGate() (*gate, error) {
	var failure error
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", lowestPort+rand.IntN(ports))
		inner, err := listen(address)
		if err == nil {
			return &gate{address: address, inner: inner, opened: make(chan struct{})}, nil
		}
		failure = err
	}
	return nil, failure
}

func listen(address string) (net.Listener, error) {
	return (&net.ListenConfig{}).Listen(context.Background(), "tcp4", address)
}

// Accept waits for a connection, also across times in which the gate is shut.
func (g *gate) Accept() (net.Conn, error) {
	for {
		g.mu.Lock()
		inner, opened, closed := g.inner, g.opened, g.closed
		g.mu.Unlock()
		if closed {
			return nil, net.ErrClosed
		}
		if inner == nil {
			<-opened
			continue
		}
		conn, err := inner.Accept()
		if !errors.Is(err, net.ErrClosed) {
			return conn, err
		}
	}
}

// shut refuses connections for a while. A gate that is shut already stays so no longer than it would have.
func (g *gate) shut(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inner == nil || g.closed {
		return
	}
	_ = g.inner.Close()
	g.inner = nil
	time.AfterFunc(d, g.open)
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return
	}
	inner, err := listen(g.address)
	if err != nil { // somebody else has the port for the moment
		time.AfterFunc(10*time.Millisecond, g.open)
		return
	}
	g.inner = inner
	close(g.opened)
	g.opened = make(chan struct{})
}

// Close ends the gate.
func (g *gate) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil
	}
	g.closed = true
	close(g.opened)
	if g.inner == nil {
		return nil
	}
	return g.inner.Close()
}

// Addr returns the address of the gate.
func (g *gate) Addr() net.Addr {
	address, err := net.ResolveTCPAddr("tcp4", g.address)
	if err != nil {
		return &net.TCPAddr{}
	}
	return address
}
