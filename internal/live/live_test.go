package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The test binary is also the server and the command that the tests start; this variable says which one it is to be.
const modeEnv = "LIVE_TEST_MODE"

func TestMain(m *testing.M) {
	switch os.Getenv(modeEnv) {
	case "":
		os.Exit(m.Run())
	case "server":
		fmt.Println("serving")
		ok := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
		fmt.Println(http.ListenAndServe("127.0.0.1:"+os.Getenv("LIVE_TEST_PORT"), ok))
	case "broken server":
		fmt.Println("the database is on fire")
	case "hanging command":
		fmt.Println("hanging")
		select {}
	case "command":
		resp, err := http.Get(os.Getenv("LIVE_TEST_URL"))
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		_ = resp.Body.Close()
		fmt.Println("the server says", resp.Status)
	}
	os.Exit(7)
}

// fakeServer returns a server that is this test binary in that mode, and a channel that gets the port it is started on.
func fakeServer(mode string) (Server, <-chan int) {
	started := make(chan int, 1)
	url := func(ports []int) string { return "http://127.0.0.1:" + strconv.Itoa(ports[0]) }
	return Server{
		Name:  "fake",
		Ports: 1,
		Build: func(context.Context, string, io.Writer) (string, error) { return os.Args[0], nil },
		Command: func(path, _ string, ports []int) (*exec.Cmd, error) {
			started <- ports[0]
			cmd := exec.Command(path)
			cmd.Env = append(os.Environ(), modeEnv+"="+mode, "LIVE_TEST_PORT="+strconv.Itoa(ports[0]))
			return cmd, nil
		},
		Ready: func(ports []int) []string { return []string{url(ports)} },
		Env:   func(ports []int) []string { return []string{"LIVE_TEST_URL=" + url(ports)} },
	}, started
}

// itself is a command that runs this test binary in that mode.
func itself(mode string) []string { return []string{"env", modeEnv + "=" + mode, os.Args[0]} }

// checkFree fails the test when somebody listens on the port, which is how a server that was left running shows.
func checkFree(t *testing.T, port int) {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp4", "127.0.0.1:"+strconv.Itoa(port))
	if err != nil {
		t.Errorf("the server was left running: %v", err)
		return
	}
	_ = listener.Close()
}

var logPath = regexp.MustCompile(`log (?:of fake )?is in (\S+)`)

// takeLog returns the content of the log that the message names, and removes it.
func takeLog(t *testing.T, message string) string {
	t.Helper()
	m := logPath.FindStringSubmatch(message)
	if m == nil {
		t.Fatalf("no log is named: %q", message)
	}
	log, err := os.ReadFile(m[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(m[1]); err != nil {
		t.Error(err)
	}
	return string(log)
}

func TestRunPassesAddressAndStatus(t *testing.T) {
	t.Parallel()
	server, started := fakeServer("server")
	var stdout, stderr bytes.Buffer
	status, err := Run(t.Context(), []Server{server}, itself("command"), Options{Stdout: &stdout, Stderr: &stderr})
	if err != nil {
		t.Fatal(err)
	}
	if status != 7 {
		t.Errorf("status %d, want the command's, 7", status)
	}
	if got, want := stdout.String(), "the server says 200 OK\n"; got != want {
		t.Errorf("the command printed %q, want %q", got, want)
	}
	checkFree(t, <-started)
	if got, want := takeLog(t, stderr.String()), "serving\n"; got != want {
		t.Errorf("log %q, want %q", got, want)
	}
}

func TestRunReportsBrokenServer(t *testing.T) {
	t.Parallel()
	server, _ := fakeServer("broken server")
	_, err := Run(t.Context(), []Server{server}, itself("command"), Options{})
	if err == nil || !strings.Contains(err.Error(), "fake: ended before it was ready: exit status 7") {
		t.Fatalf("error %v", err)
	}
	if got, want := takeLog(t, err.Error()), "the database is on fire\n"; got != want {
		t.Errorf("log %q, want %q", got, want)
	}
}

func TestRunStopsEverythingWhenCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	server, started := fakeServer("server")
	output, stdout := io.Pipe()
	go func() {
		// The first output says that the command runs.
		_, _ = output.Read(make([]byte, 1))
		cancel()
		_, _ = io.Copy(io.Discard, output)
	}()
	var stderr bytes.Buffer
	_, err := Run(ctx, []Server{server}, itself("hanging command"), Options{Stdout: stdout, Stderr: &stderr})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	checkFree(t, <-started)
	takeLog(t, stderr.String())
}

// unavailable returns a server that cannot be had.
func unavailable(optional bool) Server {
	return Server{
		Name:     "absent",
		Optional: optional,
		Build: func(context.Context, string, io.Writer) (string, error) {
			return "", fmt.Errorf("%w: no such package", ErrUnavailable)
		},
	}
}

func TestRunGoesOnWithoutOptionalServer(t *testing.T) {
	t.Parallel()
	server, _ := fakeServer("server")
	var stdout, stderr bytes.Buffer
	status, err := Run(t.Context(), []Server{unavailable(true), server}, itself("command"), Options{Stdout: &stdout, Stderr: &stderr})
	if err != nil || status != 7 {
		t.Fatalf("status %d, error %v, want the command's, 7", status, err)
	}
	if want := "absent: not available here: no such package\n"; !strings.Contains(stderr.String(), want) {
		t.Errorf("messages %q, want %q in them", stderr.String(), want)
	}
	takeLog(t, stderr.String())
}

func TestRunReportsUnavailableServer(t *testing.T) {
	t.Parallel()
	_, err := Run(t.Context(), []Server{unavailable(false)}, itself("command"), Options{})
	if !errors.Is(err, ErrUnavailable) {
		t.Errorf("error %v, want %v", err, ErrUnavailable)
	}
}

func TestRunReportsBrokenOptionalServer(t *testing.T) {
	t.Parallel()
	server, _ := fakeServer("broken server")
	server.Optional = true
	_, err := Run(t.Context(), []Server{server}, itself("command"), Options{})
	if err == nil || !strings.Contains(err.Error(), "ended before it was ready") {
		t.Fatalf("error %v", err)
	}
	takeLog(t, err.Error())
}

func TestRunSetsServersUp(t *testing.T) {
	t.Parallel()
	server, started := fakeServer("server")
	ready, command := server.Ready, server.Command
	var dir string
	server.Command = func(path, own string, ports []int) (*exec.Cmd, error) {
		dir = own
		return command(path, own, ports)
	}
	server.Env = func([]int) []string { return nil }
	server.Setup = func(_ context.Context, ports []int) ([]string, error) {
		_, err := os.Stat(dir)
		return []string{"LIVE_TEST_URL=" + ready(ports)[0]}, err
	}
	var stdout, stderr bytes.Buffer
	if _, err := Run(t.Context(), []Server{server}, itself("command"), Options{Stdout: &stdout, Stderr: &stderr}); err != nil {
		t.Fatal(err)
	}
	if got, want := stdout.String(), "the server says 200 OK\n"; got != want {
		t.Errorf("the command printed %q, want %q", got, want)
	}
	takeLog(t, stderr.String())
	checkFree(t, <-started)
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the server's folder was left behind: %v", err)
	}
}

func TestRunStopsServerThatCannotBeSetUp(t *testing.T) {
	t.Parallel()
	server, started := fakeServer("server")
	server.Setup = func(context.Context, []int) ([]string, error) { return nil, errors.New("no such plug-in") }
	_, err := Run(t.Context(), []Server{server}, itself("command"), Options{})
	if err == nil || !strings.Contains(err.Error(), "fake: set up: no such plug-in") {
		t.Fatalf("error %v", err)
	}
	takeLog(t, err.Error())
	checkFree(t, <-started)
}

func TestRunReportsCommandThatCannotRun(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		command []string
	}{
		{"no command", nil},
		{"no such command", []string{filepath.Join(t.TempDir(), "missing")}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if status, err := Run(t.Context(), nil, tc.command, Options{}); err == nil {
				t.Errorf("status %d and no error", status)
			}
		})
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	if server, ok := Find("hydra"); !ok || server.Name != "hydra" {
		t.Errorf("Find(hydra) = %q, %t", server.Name, ok)
	}
	if _, ok := Find("nonesuch"); ok {
		t.Error("found a server that does not exist")
	}
}

func TestFreePortsDiffer(t *testing.T) {
	t.Parallel()
	ports, err := freePorts(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	if ports[0] == ports[1] {
		t.Errorf("the same port twice: %d", ports[0])
	}
}
