package httpapi_test

import (
	"bytes"
	"compress/gzip"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// clientCertificate makes a certificate for TLS client authentication and its key.
func clientCertificate(t *testing.T) (certificate, key string) {
	t.Helper()
	return newCertificate(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: "terraform"}, NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
}

// newCertificate signs a certificate with its own key.
func newCertificate(t *testing.T, template *x509.Certificate) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template.SerialNumber = big.NewInt(1)
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	encode := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	return encode("CERTIFICATE", der), encode("PRIVATE KEY", pkcs8)
}

func TestTLS(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Proto)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)

	t.Run("unknown authority", func(t *testing.T) {
		t.Parallel()
		client, log := newClient(t, httpapi.Config{BaseURL: server.URL})
		_, err := client.Do(t.Context(), httpapi.Request{Method: http.MethodPost, Path: []string{"x"}})
		failed := wantKind(t, err, oauthclient.ErrUnavailable)
		wantText(t, failed.Advice, "ca_cert_pem")
		if attempts := strings.Count(log.text(), "HTTP request map"); attempts != 1 {
			t.Errorf("%d attempts, want 1:\n%s", attempts, log.text())
		}
	})
	t.Run("custom CA over HTTP/2", func(t *testing.T) {
		t.Parallel()
		client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, CACertPEM: caOf(server)})
		if got := string(get(t, client).Body); got != "HTTP/2.0" {
			t.Errorf("the protocol is %s, want HTTP/2.0", got)
		}
	})
	t.Run("not verified", func(t *testing.T) {
		t.Parallel()
		client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, InsecureSkipVerify: true})
		get(t, client)
	})
	t.Run("another host name", func(t *testing.T) {
		t.Parallel()
		base := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
		client, _ := newClient(t, httpapi.Config{BaseURL: base, CACertPEM: caOf(server)})
		_, err := client.Do(t.Context(), httpapi.Request{})
		failed := wantKind(t, err, oauthclient.ErrUnavailable)
		wantText(t, failed.Message, "another host name")
	})
	t.Run("expired", func(t *testing.T) {
		t.Parallel()
		certificate, key := newCertificate(t, &x509.Certificate{
			IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotAfter: time.Now().Add(-time.Hour),
		})
		pair, err := tls.X509KeyPair([]byte(certificate), []byte(key))
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewUnstartedServer(http.NotFoundHandler())
		server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS13}
		server.StartTLS()
		t.Cleanup(server.Close)
		client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, CACertPEM: certificate})
		_, err = client.Do(t.Context(), httpapi.Request{})
		failed := wantKind(t, err, oauthclient.ErrUnavailable)
		wantText(t, failed.Message, "certificate is not valid")
	})
	t.Run("plain server", func(t *testing.T) {
		t.Parallel()
		plain := serve(t, func(http.ResponseWriter, *http.Request) {})
		client, _ := newClient(t, httpapi.Config{BaseURL: strings.Replace(plain.URL, "http:", "https:", 1)})
		_, err := client.Do(t.Context(), httpapi.Request{})
		failed := wantKind(t, err, oauthclient.ErrUnavailable)
		wantText(t, failed.Advice, "http://")
	})
	t.Run("DefaultTransport is untouched", func(t *testing.T) {
		t.Parallel()
		_, _ = newClient(t, httpapi.Config{BaseURL: server.URL, CACertPEM: caOf(server), InsecureSkipVerify: true})
		transport, ok := http.DefaultTransport.(*http.Transport)
		if !ok {
			t.Fatal("the default transport is another type")
		}
		config := transport.TLSClientConfig
		if config != nil && (config.RootCAs != nil || config.InsecureSkipVerify) {
			t.Error("the settings of a Client are those of the whole process")
		}
	})
}

func TestMutualTLS(t *testing.T) {
	t.Parallel()
	certificate, key := clientCertificate(t)
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM([]byte(certificate))
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.TLS.PeerCertificates[0].Subject.CommonName)
	}))
	server.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: trusted, MinVersion: tls.VersionTLS13}
	server.StartTLS()
	t.Cleanup(server.Close)

	t.Run("trusted", func(t *testing.T) {
		t.Parallel()
		client, _ := newClient(t, httpapi.Config{
			BaseURL: server.URL, CACertPEM: caOf(server), ClientCertPEM: certificate, ClientKeyPEM: key,
		})
		if got := string(get(t, client).Body); got != "terraform" {
			t.Errorf("the server saw the certificate of %q", got)
		}
	})
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, CACertPEM: caOf(server)})
		_, err := client.Do(t.Context(), httpapi.Request{Method: http.MethodPost})
		failed := wantKind(t, err, oauthclient.ErrDenied)
		wantText(t, failed.Advice, "client_cert_pem")
	})
	t.Run("not trusted", func(t *testing.T) {
		t.Parallel()
		certificate, key := clientCertificate(t)
		client, _ := newClient(t, httpapi.Config{
			BaseURL: server.URL, CACertPEM: caOf(server), ClientCertPEM: certificate, ClientKeyPEM: key,
		})
		_, err := client.Do(t.Context(), httpapi.Request{Method: http.MethodPost})
		wantKind(t, err, oauthclient.ErrDenied)
	})
}

func TestDo_bodyTooLong(t *testing.T) {
	t.Parallel()
	const limit = 10 << 20
	tests := []struct {
		name   string
		method string
		length int
		packed bool
		kind   error // nil: an answer
	}{
		{"at the limit", http.MethodGet, limit, false, nil},
		{"beyond the limit", http.MethodGet, limit + 1, false, oauthclient.ErrUnavailable},
		{"unpacks to more", http.MethodGet, limit + 1, true, oauthclient.ErrUnavailable},
		{"after a write", http.MethodPost, limit + 1, false, oauthclient.ErrOutcomeUnknown},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				content := make([]byte, tc.length)
				if tc.packed {
					w.Header().Set("Content-Encoding", "gzip")
					content = pack(t, content)
				}
				_, _ = w.Write(content)
			})
			client, log := newClient(t, httpapi.Config{BaseURL: server.URL})
			response, err := client.Do(t.Context(), httpapi.Request{Method: tc.method})
			if tc.kind == nil {
				if err != nil || len(response.Body) != tc.length {
					t.Fatalf("the answer is cut or refused: %v", err)
				}
				return
			}
			wantText(t, wantKind(t, err, tc.kind).Message, "longer than 10 MiB")
			if strings.Contains(log.text(), "repeated") {
				t.Error("it was sent again")
			}
		})
	}
}

// Many answers without an end do not use up the memory of the machine.
func TestDo_floods(t *testing.T) { //nolint:paralleltest // It measures what the process uses.
	const floods, bound = 60, 160 << 20
	part := bytes.Repeat([]byte("x"), 1<<20)
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for range 100 {
			if _, err := w.Write(part); err != nil {
				return
			}
		}
	})
	client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, MaxConcurrentRequests: floods, MaxRetries: -1})
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var most uint64
	done := make(chan struct{})
	var group sync.WaitGroup
	for range floods {
		group.Go(func() {
			_, err := client.Do(t.Context(), httpapi.Request{})
			wantText(t, wantKind(t, err, oauthclient.ErrUnavailable).Message, "longer than 10 MiB")
		})
	}
	go func() { group.Wait(); close(done) }()
	for running := true; running; {
		select {
		case <-done:
			running = false
		case <-time.After(5 * time.Millisecond):
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapInuse)
		}
	}
	if used := most - min(most, before.HeapInuse); used > bound {
		t.Errorf("%d answers without an end used %d MiB at most, want less than %d", floods, used>>20, bound>>20)
	} else {
		t.Logf("%d MiB at most", used>>20)
	}
}

func pack(t *testing.T, content []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	packer, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	if _, err := packer.Write(content); err != nil {
		t.Error(err)
	}
	if err := packer.Close(); err != nil {
		t.Error(err)
	}
	return packed.Bytes()
}

// A Client keeps as many connections as it may use at a time.
func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	var opened atomic.Int32
	const limit = 6
	var together sync.WaitGroup
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		together.Done()
		together.Wait()
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, MaxConcurrentRequests: limit})
	for range 3 {
		together.Add(limit)
		var group sync.WaitGroup
		for range limit {
			group.Go(func() { get(t, client) })
		}
		group.Wait()
	}
	if got := opened.Load(); got != limit {
		t.Errorf("%d connections for %d requests at a time", got, limit)
	}
}

// Go reads some of the environment once in a process, so these tests run themselves in another one, where
// HTTPAPI_TEST_URL is what to ask.
const urlVariable = "HTTPAPI_TEST_URL"

func runInEnvironment(t *testing.T, test string, environment ...string) (string, error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+test+"$", "-test.v")
	command.Env = environment
	output, err := command.CombinedOutput()
	return string(output), err
}

// ask is what happens in the other process.
func ask(t *testing.T, config httpapi.Config) {
	t.Helper()
	config.MaxRetries = -1
	client, _ := newClient(t, config)
	t.Logf("answer: %s", get(t, client).Body)
}

func TestSystemRoots(t *testing.T) {
	t.Parallel()
	if base := os.Getenv(urlVariable); base != "" {
		other, _ := newCertificate(t, &x509.Certificate{NotAfter: time.Now().Add(time.Hour)})
		ask(t, httpapi.Config{BaseURL: base, CACertPEM: other})
		return
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		t.Skip("SSL_CERT_FILE has no meaning here")
	}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "trusted")
	}))
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(file, []byte(caOf(server)), 0o600); err != nil {
		t.Fatal(err)
	}
	output, err := runInEnvironment(t, "TestSystemRoots", urlVariable+"="+server.URL, "SSL_CERT_FILE="+file)
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	wantText(t, output, "answer: trusted")
}

func TestProxyFromEnvironment(t *testing.T) {
	t.Parallel()
	if base := os.Getenv(urlVariable); base != "" {
		ask(t, httpapi.Config{BaseURL: base})
		return
	}
	const backend = urlVariable + "=http://backend.invalid"
	t.Run("used", func(t *testing.T) {
		t.Parallel()
		proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "proxied "+r.URL.String())
		})
		output, err := runInEnvironment(t, "TestProxyFromEnvironment", backend, "HTTP_PROXY="+proxy.URL)
		if err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		wantText(t, output, "answer: proxied http://backend.invalid/x")
	})
	t.Run("unreachable", func(t *testing.T) {
		t.Parallel()
		output, err := runInEnvironment(t, "TestProxyFromEnvironment", backend, "HTTP_PROXY=http://user:hunter2@127.0.0.1:1")
		if err == nil {
			t.Fatalf("an unreachable proxy was no error:\n%s", output)
		}
		wantText(t, output, "the proxy http://127.0.0.1:1 could not be reached, since the connection was refused")
		if strings.Contains(output, "hunter2") {
			t.Errorf("the password of the proxy is in the message:\n%s", output)
		}
	})
}

// Of an answer that explains itself at great length only the beginning is looked at, and one that names very many secrets
// says nothing to people.
func TestResponse_Classify_bounded(t *testing.T) {
	t.Parallel()
	const long = 1 << 20
	for _, tc := range []struct{ name, body, want string }{
		{"text", strings.Repeat("secret=abcd ", long/12), ": secret=(redacted) secret=(redacted) "},
		{"text without blanks", strings.Repeat("a", long), "400 Bad Request."},
		{"page", "<html>" + strings.Repeat(" ", long) + "<title>late</title>", "with a web page."},
		{"members", `{"message":"x","a":[` + strings.Repeat(`{"token":"abcd"},`, 1001) + `0]}`, "400 Bad Request."},
		{"not so many members", `{"message":"x","a":[` + strings.Repeat(`{"token":"abcd"},`, 1000) + `0]}`, "400 Bad Request: x."},
		{"message", `{"message":"` + strings.Repeat("ab ", long/3) + `"}`, ": ab ab "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusBadRequest)
				_, _ = io.WriteString(w, tc.body)
			})
			client, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
			message := get(t, client).Classify("hunter2").Message
			wantText(t, message, tc.want)
			if len(message) > 3000 {
				t.Errorf("the message has %d bytes", len(message))
			}
		})
	}
}

func TestDo_brokenGzip(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, "this is not gzip at all")
	})
	client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, MaxRetries: -1})
	_, err := client.Do(t.Context(), httpapi.Request{Method: http.MethodPost})
	wantKind(t, err, oauthclient.ErrOutcomeUnknown)
}

func TestDo_noConnectionInTime(t *testing.T) {
	t.Parallel()
	// A listener that never accepts: the TLS handshake gets no answer.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	client, _ := newClient(t, httpapi.Config{
		BaseURL: "https://" + listener.Addr().String(), RequestTimeout: 100 * time.Millisecond, MaxRetries: -1,
	})
	_, err = client.Do(t.Context(), httpapi.Request{Method: http.MethodPost})
	// Either of two clocks can be the first to run out: that of the attempt, or the connection's own.
	message := wantKind(t, err, oauthclient.ErrUnavailable).Message
	if !strings.Contains(message, "no connection could be made within 100ms (request_timeout)") && !strings.Contains(message, "the connection timed out") {
		t.Errorf("message: %s", message)
	}
}

// A proxy that wants credentials is named, without those that it was shown, and asked once only.
func TestProxyRefusal(t *testing.T) {
	t.Parallel()
	if base := os.Getenv(urlVariable); base != "" {
		client, _ := newClient(t, httpapi.Config{BaseURL: base, MaxRetries: 2})
		for range 2 {
			response, err := client.Do(t.Context(), httpapi.Request{Path: []string{"x"}})
			if err == nil {
				err = response.Classify()
			}
			failed := wantKind(t, err, oauthclient.ErrDenied)
			t.Logf("%d: %v", failed.Status, failed.Error())
		}
		return
	}
	for _, scheme := range []string{"http", "https"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			proxy := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				requests.Add(1)
				w.WriteHeader(http.StatusProxyAuthRequired)
			})
			address := strings.Replace(proxy.URL, "http://", "http://user:hunter2@", 1)
			output, err := runInEnvironment(t, "TestProxyRefusal",
				urlVariable+"="+scheme+"://backend.invalid", "HTTP_PROXY="+address, "HTTPS_PROXY="+address)
			if err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			wantText(t, output, "407", "the proxy "+proxy.URL, "was refused before in this run: the proxy "+proxy.URL)
			if requests.Load() != 1 {
				t.Errorf("%d requests, want 1", requests.Load())
			}
			if strings.Contains(output, "hunter2") {
				t.Errorf("the password of the proxy is in the message:\n%s", output)
			}
		})
	}
}
