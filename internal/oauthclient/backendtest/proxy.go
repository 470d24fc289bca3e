package backendtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// A Proxy is a [Wire] for HTTP. A request that is neither a GET nor a HEAD is a write.
type Proxy struct {
	faults
	// URL is the base URL of the proxy, without a slash at the end.
	URL      string
	upstream http.Handler
}

var _ Wire = (*Proxy)(nil)

// NewProxy starts a proxy in front of a simulator, or of a real server by way of [net/http/httputil.ReverseProxy]. It
// is stopped at the end of the test.
func NewProxy(t *testing.T, upstream http.Handler) *Proxy {
	t.Helper()
	p := &Proxy{upstream: upstream}
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
	switch p.next(r.Method != http.MethodGet && r.Method != http.MethodHead) {
	case NoFault:
		p.upstream.ServeHTTP(w, r)
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
	}
}

func answer(w http.ResponseWriter, status int, contentType, body string) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}
