package httpapi

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"unicode/utf8"
)

// A Response is the answer to a [Request], read to its end.
type Response struct {
	// Status is the HTTP status code.
	Status int
	// Header are the headers of the answer.
	Header http.Header
	// Body is the whole body, empty when there is none. It may hold secrets.
	Body []byte

	// None of these is set in a Response made by hand.
	method   string
	url      *url.URL
	location *url.URL // nil without a valid Location
	proxy    string   // the proxy that the request went through, "" for none
	missing  string   // why the request had no credentials, "" when it had
	write    bool     // it matters whether the request was carried out
	notDone  bool     // the driver has said that this answer means so
	lost     bool     // it may have been carried out, although no answer says so
	// contradictory says that the body has a member twice, with different values.
	contradictory bool
	secrets       func() []string // what messages must not hold
}

// OK reports whether the answer is a success of the API: a 2xx that is not a web page, as login gateways send them, and is
// the text in UTF-8 that JSON must be (RFC 8259 section 8.1), and says nothing twice in two ways: half of a client_id must
// not be taken for the whole, nor one of two.
func (r *Response) OK() bool {
	return r.Status/100 == 2 && !r.webPage() && utf8.Valid(r.Body) && !r.contradictory
}

// OutcomeUnknown reports whether a write may have been carried out although this answer does not say so: after a 1xx or 5xx,
// 408, 302, 303 or a web page with a status of success, which a gateway may give after the deed, and when an earlier attempt got
// such an answer or none. So a 409 with OutcomeUnknown may be about the very client that the earlier attempt made. It is false
// for a read, and for an answer that is [Response.OK].
func (r *Response) OutcomeUnknown() bool { return r.lost && !r.OK() }

// undecided reports whether an answer leaves open if a write was carried out. 429 and every other 4xx say that it was not.
func (r *Response) undecided() bool {
	open := r.Status >= 500 || r.Status < 200 // 101, which nobody has asked for, and numbers that are no status
	switch r.Status {
	// 302 is how most gateways write what 303 means: what was asked for is done, or another page is to be seen instead.
	case http.StatusRequestTimeout, http.StatusFound, http.StatusSeeOther:
		open = true
	}
	return !r.notDone && (open || r.Status/100 == 2 && !r.OK())
}

// foreign reports whether a write was refused without a word of the API's own. A limit (429) and a refusal of a proxy (407)
// are what they seem, whoever has given them.
func (r *Response) foreign() bool {
	if r.Status == http.StatusProxyAuthRequired || r.Status == http.StatusTooManyRequests {
		return false
	}
	refused := r.Status/100 == 3 || r.Status/100 == 4
	return r.write && refused && (r.Status/100 == 3 || r.webPage() || len(bytes.TrimSpace(r.Body)) == 0)
}

// redirectTarget returns where to send the request again, nil for nowhere. Another origin must not see headers of ours,
// and a write is sent again only where the answer says that it was not carried out and is to be.
func (r *Response) redirectTarget() *url.URL {
	follow := false
	switch r.Status {
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		follow = true
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther:
		follow = r.method == http.MethodGet || r.method == http.MethodHead
	}
	if !follow || r.location == nil || r.location.User != nil || !sameOrigin(r.url, r.location) {
		return nil
	}
	return r.location
}

// webPage reports whether the body is HTML. The Content-Type alone is not to be trusted: Oracle Access Manager labels
// its answers as it likes. Nor is an empty body a page.
func (r *Response) webPage() bool {
	body := bytes.TrimSpace(r.Body)
	if !bytes.HasPrefix(body, []byte("<")) {
		return false
	}
	declared, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	sniffed, _, _ := mime.ParseMediaType(http.DetectContentType(body))
	return declared == "text/html" || declared == "application/xhtml+xml" || sniffed == "text/html"
}
