package backendtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
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
	t.Cleanup(func() {
		server.Close()
		p.upstream, p.seen = nil, nil // as in testCase.in
	})
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
	switch fault, gate := p.next(write); fault {
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
	case LostAnswer, LostAnswers:
		p.upstream.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	case LostRequest:
		panic(http.ErrAbortHandler)
	case LateError:
		p.upstream.ServeHTTP(httptest.NewRecorder(), r)
		answer(w, http.StatusServiceUnavailable, "text/html", "<html><head><title>503 Service Unavailable</title></head></html>")
	case Repetition:
		p.upstream.ServeHTTP(httptest.NewRecorder(), r)
		r.Body = io.NopCloser(bytes.NewReader(body))
		p.pass(w, r, write)
	case Refusal:
		words, _ := json.Marshal("This cannot be used: " + string(body)) // a string can always be marshaled
		answer(w, http.StatusBadRequest, "application/json", `{"error":"invalid_request","error_description":`+string(words)+`}`)
	case Silence:
		gate.reach()
		<-r.Context().Done()
	case SlowAnswer, SlowLoss:
		slow := httptest.NewRecorder()
		p.upstream.ServeHTTP(slow, r)
		gate.hold()
		if fault == SlowLoss {
			panic(http.ErrAbortHandler)
		}
		replay(w, slow)
	}
}

// pass carries out a request, and distorts its answer.
func (p *Proxy) pass(w http.ResponseWriter, r *http.Request, write bool) {
	d := p.distorted()
	if !write && d.Asked != nil {
		r.URL = exchanged(r.URL, d.Asked, d.Answered)
		r.RequestURI = r.URL.RequestURI()
		if known := p.remembered(r.URL.String()); known != nil {
			replay(w, known)
			return
		}
	}
	got := httptest.NewRecorder()
	p.upstream.ServeHTTP(got, r)
	if !write && got.Code == http.StatusOK {
		p.remember(r.URL.String(), got)
	}
	replay(w, d.applied(got))
}

func (p *Proxy) remembered(url string) *httptest.ResponseRecorder {
	p.seenMu.Lock()
	defer p.seenMu.Unlock()
	return p.seen[url]
}

func (p *Proxy) remember(url string, got *httptest.ResponseRecorder) {
	p.seenMu.Lock()
	defer p.seenMu.Unlock()
	p.seen[url] = got
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
