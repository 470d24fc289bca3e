package backendtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// A Proxy is a [Wire] for HTTP. A request that is neither a GET nor a HEAD is a write.
type Proxy struct {
	faults
	// URL is the base URL of the proxy, without a slash at the end.
	URL      string
	upstream http.Handler

	seenMu sync.Mutex
	// seen are the answers to successful reads so far, by the URL that was asked for.
	seen map[string]*httptest.ResponseRecorder
}

var _ Wire = (*Proxy)(nil)

// NewProxy starts a proxy in front of a simulator, or of a real server by way of [net/http/httputil.ReverseProxy]. It
// is stopped at the end of the test.
func NewProxy(t *testing.T, upstream http.Handler) *Proxy {
	t.Helper()
	p := &Proxy{upstream: upstream, seen: map[string]*httptest.ResponseRecorder{}}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

// ServeHTTP passes a request on, unless a fault befalls it.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Without its body read, the server would not notice that the other side has hung up.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	write := r.Method != http.MethodGet && r.Method != http.MethodHead
	switch p.next(write) {
	case NoFault:
		p.pass(w, r, write)
	case Unauthorized:
		http.Error(w, "Unauthorized", http.StatusUnauthorized)
	case Forbidden:
		http.Error(w, "Forbidden", http.StatusForbidden)
	case ProxyNotFound:
		answer(w, http.StatusNotFound, "text/html", "<html><head><title>404 Not Found</title></head><body>nginx</body></html>")
	case GatewayNotFound:
		answer(w, http.StatusNotFound, "application/json", `{"message":"no Route matched with those values"}`)
	case LostAnswer:
		p.upstream.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	case LostRequest:
		panic(http.ErrAbortHandler)
	case Refusal:
		words, _ := json.Marshal("This cannot be used: " + string(body)) // a string can always be marshaled
		answer(w, http.StatusBadRequest, "application/json", `{"error":"invalid_request","error_description":`+string(words)+`}`)
	case Silence:
		<-r.Context().Done()
	case SlowAnswer:
		slow := httptest.NewRecorder()
		p.upstream.ServeHTTP(slow, r)
		time.Sleep(slowness)
		replay(w, slow)
	}
}

// pass carries out a request. Reads are remembered, and answered with what is remembered of another client when clients are
// confused.
func (p *Proxy) pass(w http.ResponseWriter, r *http.Request, write bool) {
	if write {
		p.upstream.ServeHTTP(w, r)
		return
	}
	asked, answered := p.confusion()
	if asked == nil {
		got := httptest.NewRecorder()
		p.upstream.ServeHTTP(got, r)
		p.remember(r.URL.String(), got)
		replay(w, got)
		return
	}
	other := exchanged(r.URL, asked, answered)
	p.seenMu.Lock()
	known := p.seen[other.String()]
	p.seenMu.Unlock()
	if known != nil {
		replay(w, known)
		return
	}
	r.URL, r.RequestURI = other, other.RequestURI()
	p.upstream.ServeHTTP(w, r)
}

func (p *Proxy) remember(url string, got *httptest.ResponseRecorder) {
	p.seenMu.Lock()
	defer p.seenMu.Unlock()
	if got.Code == http.StatusOK {
		p.seen[url] = got
	}
}

// replay answers with what was recorded.
func replay(w http.ResponseWriter, got *httptest.ResponseRecorder) {
	for name, values := range got.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(got.Code)
	_, _ = w.Write(got.Body.Bytes())
}

func answer(w http.ResponseWriter, status int, contentType, body string) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}
