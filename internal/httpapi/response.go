package httpapi

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
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
	unknown  bool
	secrets  func() []string // what messages must not hold
}

// OK reports whether the answer is a success of the API: a 2xx that is not a web page, as login gateways send them.
func (r *Response) OK() bool { return r.Status/100 == 2 && !r.webPage() }

// OutcomeUnknown reports whether a POST, a PATCH or a request marked NotRepeatable may have been carried out although
// this answer does not say so: after 502 or 504, and when an earlier attempt got such an answer or none. So a 409 with
// OutcomeUnknown may be about the very client that the earlier attempt made. It is false for an answer that is [Response.OK].
func (r *Response) OutcomeUnknown() bool { return r.unknown && !r.OK() }

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
