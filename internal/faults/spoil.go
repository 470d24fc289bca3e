package faults

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// An exchange is one request at the proxy, and the server's answer when there is one.
type exchange struct {
	proxy  *Proxy
	w      http.ResponseWriter
	r      *http.Request
	answer *answer
}

const (
	errorPage = "<!DOCTYPE html><html><head><title>Internal error</title></head><body><h1>Something went wrong</h1></body></html>"
	loginPage = "<!DOCTYPE html><html><head><title>Log in</title></head><body><form method=\"post\"><input name=\"user\"></form></body></html>"

	megabyte  = 1 << 20
	floodSize = 100 * megabyte
	bombSize  = 512 * megabyte
	depth     = 100_000
)

// write gives an answer to the caller.
func (e *exchange) write(a *answer) {
	maps.Copy(e.w.Header(), a.header)
	// The body may be another one by now.
	e.w.Header().Del("Content-Length")
	e.w.WriteHeader(a.status)
	if hasBody(a.status) {
		_, _ = e.w.Write(a.body.Bytes())
	}
}

func hasBody(status int) bool {
	return status != http.StatusNoContent && status != http.StatusNotModified
}

// replace answers with another body, under the status of the server if that allows one, and with its other headers.
func (e *exchange) replace(contentType string, body []byte) {
	a := &answer{status: e.answer.status, header: e.answer.header.Clone()}
	if len(body) > 0 && !hasBody(a.status) {
		a.status = http.StatusOK
	}
	a.header.Set("Content-Type", contentType)
	a.body.Write(body)
	e.write(a)
}

// status answers as a gateway does that has nothing to say.
func status(code int) func(*exchange) {
	return page(code, "")
}

func page(code int, body string) func(*exchange) {
	return func(e *exchange) {
		if body != "" {
			e.w.Header().Set("Content-Type", "text/html; charset=utf-8")
		}
		e.w.WriteHeader(code)
		_, _ = io.WriteString(e.w, body)
	}
}

func retryAfter(e *exchange) {
	e.w.Header().Set("Retry-After", "1")
	e.w.WriteHeader(http.StatusTooManyRequests)
}

// reset breaks the connection off with a TCP reset.
func (e *exchange) reset() { e.hangUp(nil) }

// hangUp sends what is given and breaks the connection off.
func (e *exchange) hangUp(last []byte) {
	conn, buffer, err := http.NewResponseController(e.w).Hijack()
	if err != nil { // HTTP/2, which the proxy does not speak, or a caller that has gone
		panic(http.ErrAbortHandler)
	}
	defer func() { _ = conn.Close() }()
	if last != nil {
		_, _ = buffer.Write(last)
		_ = buffer.Flush()
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

// refuse resets the connection and refuses new ones for a while.
func (e *exchange) refuse() {
	e.proxy.refuse()
	e.reset()
}

// half sends the head of the answer and half of its body, and hangs up.
func (e *exchange) half() {
	body := e.answer.body.Bytes()
	if len(body) == 0 { // not even the line with the status is whole
		e.hangUp([]byte("HTTP/1.1 2"))
		return
	}
	var head bytes.Buffer
	head.WriteString("HTTP/1.1 " + strconv.Itoa(e.answer.status) + " " + http.StatusText(e.answer.status) + "\r\n")
	header := e.answer.header.Clone()
	header.Set("Content-Length", strconv.Itoa(len(body)))
	_ = header.Write(&head)
	head.WriteString("\r\n")
	head.Write(body[:len(body)/2])
	e.hangUp(head.Bytes())
}

// onlyLocation says where something was made, and nothing else (RFC 9110 section 15.3.2 allows that).
func onlyLocation(e *exchange) {
	e.w.Header().Set("Location", e.r.URL.Path+"/made")
	e.w.WriteHeader(http.StatusCreated)
}

// cutChunks sends half of the answer in chunks (RFC 9112 section 7.1), and hangs up before the last one.
func (e *exchange) cutChunks() {
	a := &answer{status: e.answer.status, header: e.answer.header.Clone()}
	half := e.answer.body.Bytes()[:e.answer.body.Len()/2]
	if !hasBody(a.status) {
		a.status = http.StatusOK
	}
	a.body.Write(half)
	e.write(a)
	_ = http.NewResponseController(e.w).Flush() // which has it sent in chunks
	panic(http.ErrAbortHandler)
}

// hold waits until the caller gives up.
func (e *exchange) hold() {
	select {
	case <-e.r.Context().Done():
	case <-time.After(e.proxy.opts.Hold):
	}
	panic(http.ErrAbortHandler)
}

// flood sends a JSON string without an end in sight, as long as the caller reads it.
func (e *exchange) flood() {
	e.w.Header().Set("Content-Type", "application/json")
	e.w.WriteHeader(http.StatusOK)
	part := bytes.Repeat([]byte("x"), megabyte)
	_, err := io.WriteString(e.w, `{"padding":"`)
	for sent := 0; sent < floodSize && err == nil; sent += len(part) {
		_, err = e.w.Write(part)
	}
	_, _ = io.WriteString(e.w, `"}`)
}

// packedBomb is a JSON string of much more than fits through the wire: the same packed piece over and over, which is one
// stream to whoever unpacks it (RFC 1952 section 2.2).
var packedBomb = sync.OnceValue(func() []byte {
	piece := packed(strings.Repeat("x", megabyte))
	return slices.Concat(packed(`{"padding":"`), bytes.Repeat(piece, bombSize/megabyte), packed(`"}`))
})

func packed(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

func (e *exchange) bomb() {
	e.w.Header().Set("Content-Encoding", "gzip")
	e.w.Header().Set("Content-Type", "application/json")
	_, _ = e.w.Write(packedBomb())
}

// mislabel sends the answer as it is under another name.
func (e *exchange) mislabel() { e.replace("image/png", e.answer.body.Bytes()) }

// garble puts bytes that are no UTF-8 into the first string of the answer.
func (e *exchange) garble() {
	body := e.answer.body.String()
	before, after, found := strings.Cut(body, `:"`)
	if !found {
		e.replace("application/json", []byte("{\"client_id\":\"\xff\xfe\"}"+body))
		return
	}
	e.replace(e.answer.header.Get("Content-Type"), []byte(before+":\"\xc3\x28\xff"+after))
}

// duplicate sends every text of an object twice, the second time with another value, which is what most parsers keep.
func (e *exchange) duplicate() {
	var members map[string]any
	body := bytes.TrimSpace(e.answer.body.Bytes())
	if json.Unmarshal(body, &members) != nil || len(members) == 0 {
		e.replace("application/json", []byte(`{"client_id":"one","client_id":"two"}`))
		return
	}
	twice := bytes.NewBuffer(bytes.TrimSuffix(body, []byte("}")))
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if value, ok := members[name].(string); ok {
			pair, _ := json.Marshal(map[string]string{name: value + "-twice"}) // texts can always be marshaled
			twice.WriteString("," + string(pair[1:len(pair)-1]))
		}
	}
	twice.WriteByte('}')
	e.replace(e.answer.header.Get("Content-Type"), twice.Bytes())
}

func (e *exchange) nest() {
	e.replace("application/json", []byte(strings.Repeat(`{"a":`, depth)+"1"+strings.Repeat("}", depth)))
}
