package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"time"
)

// pollInterval is the pause between two looks at whether a server is ready.
const pollInterval = 50 * time.Millisecond

// A process is a started server.
type process struct {
	cmd     *exec.Cmd
	env     []string
	logPath string
	// dir is the folder with the server's data.
	dir string
	// exited is closed when the process has ended; exitErr says how and may be read after that.
	exited  chan struct{}
	exitErr error
}

// launch builds and starts a server and returns when it is ready. After an error nothing is left running.
func launch(ctx context.Context, server Server, messages io.Writer) (*process, error) {
	root, err := moduleRoot(ctx)
	if err != nil {
		return nil, err
	}
	path, err := server.Build(ctx, root, messages)
	if err != nil {
		return nil, err
	}
	ports, err := freePorts(ctx, server.Ports)
	if err != nil {
		return nil, err
	}
	p, err := start(server, path, ports)
	if err != nil {
		return nil, err
	}
	if err := p.awaitReady(ctx, server.Ready(ports)); err != nil {
		p.stop()
		return nil, fmt.Errorf("%w; its log is in %s", err, p.logPath)
	}
	// Before Setup, which may return secrets.
	fmt.Fprintf(messages, "started %s: %v\n", server.Name, p.env)
	if server.Setup != nil {
		env, err := server.Setup(ctx, ports)
		if err != nil {
			p.stop()
			return nil, fmt.Errorf("set up: %w; its log is in %s", err, p.logPath)
		}
		p.env = append(p.env, env...)
	}
	return p, nil
}

func start(server Server, path string, ports []int) (*process, error) {
	dir, err := os.MkdirTemp("", server.Name+"-data-")
	if err != nil {
		return nil, err
	}
	log, err := os.CreateTemp("", server.Name+"-*.log")
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	defer func() { _ = log.Close() }()
	cmd, err := server.Command(path, dir, ports)
	if err == nil {
		cmd.Stdout, cmd.Stderr = log, log
		dieWithParent(cmd)
		err = cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(err, os.Remove(log.Name()), os.RemoveAll(dir))
	}
	p := &process{cmd: cmd, env: server.Env(ports), logPath: log.Name(), dir: dir, exited: make(chan struct{})}
	go func() {
		p.exitErr = cmd.Wait()
		close(p.exited)
	}()
	return p, nil
}

// awaitReady returns nil when all the URLs answer 200 and the process is still alive. Both are needed: on a port that
// somebody else took in the meantime, somebody else's server answers just as well, while this one ends because it cannot
// listen.
func (p *process) awaitReady(ctx context.Context, urls []string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, readyTimeout, fmt.Errorf("not ready after %s", readyTimeout))
	defer cancel()
	for {
		ready := allReady(ctx, urls)
		select {
		case <-p.exited:
			return fmt.Errorf("ended before it was ready: %w", p.exitErr)
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pollInterval):
			if ready {
				return nil
			}
		}
	}
}

func allReady(ctx context.Context, urls []string) bool {
	for _, url := range urls {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return false
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return false
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return false
		}
	}
	return true
}

// stop ends the process, waits until it is gone and removes its data. It kills: there is nothing to save.
func (p *process) stop() {
	_ = p.cmd.Process.Kill()
	<-p.exited
	_ = os.RemoveAll(p.dir)
}

// freePorts returns ports of the loopback interface that nobody listens on. All are held until the last is found, so that
// they differ.
func freePorts(ctx context.Context, n int) ([]int, error) {
	ports := make([]int, n)
	for i := range ports {
		var config net.ListenConfig
		listener, err := config.Listen(ctx, "tcp4", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("find a free port: %w", err)
		}
		defer func() { _ = listener.Close() }()
		addr, err := netip.ParseAddrPort(listener.Addr().String())
		if err != nil {
			return nil, fmt.Errorf("find a free port: %w", err)
		}
		ports[i] = int(addr.Port())
	}
	return ports, nil
}
