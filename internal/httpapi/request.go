package httpapi

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// A Request is one call of an API.
type Request struct {
	// Method is the HTTP method; empty means GET.
	Method string
	// Path are the elements below Config.BaseURL. Each is escaped on its own, so that "/" in an identifier becomes
	// %2F, and must pass [CheckPathElement]. Empty means BaseURL exactly as it is.
	Path []string
	// Query is appended to the URL, with blanks as %20 and not "+".
	Query url.Values
	// URL is an absolute http or https URL to use instead of BaseURL and Path, such as the registration_client_uri of
	// RFC 7592. When it is of another origin than BaseURL, Config.Auth and Config.Headers are not sent; a TLS client
	// certificate is shown to any server that asks for one. Credentials do not go from https to plain http, see the
	// package comment.
	URL string
	// Header are headers of this request; they replace those of the Config. With an Authorization in it, Config.Auth
	// is not used for this request.
	Header http.Header
	// Credentials are sent instead of those of Config.Auth, whatever the origin; see [Client.Credentials]. Nil means that
	// those of the Config are.
	Credentials *Credentials
	// Body is the whole body, sent as application/json unless Header has a Content-Type. Empty means none.
	Body []byte
	// SecretBody says that Body holds credentials: it goes over http only where those in a header would, and no message
	// holds the parameters of a form that are named like secrets. Of a JSON body that is known without.
	SecretBody bool
	// NoRedirects makes every redirect the answer.
	NoRedirects bool
	// Harmless marks a POST that changes nothing, such as one for a token: nobody need know whether it was carried out, and it
	// is safe to send again, as GET, HEAD, OPTIONS, PUT and DELETE are, unless NotRepeatable.
	Harmless bool
	// NotRepeatable marks a request of any method that must not be sent again once it may have been carried out, such
	// as an RFC 7592 PUT, which rotates a token. It wins over Harmless. For a GET it is not absolute: net/http itself
	// sends a GET again when the connection it was kept for turns out to be closed.
	NotRepeatable bool
	// RetryResponse reports whether an answer beyond the usual ones means "not done, try again". Nil means none does.
	RetryResponse func(*Response) bool
}

func (r Request) method() string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
}

// reads reports whether the method of r is one that changes nothing (RFC 9110 section 9.2.1).
func (r Request) reads() bool {
	switch r.method() {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return true
	}
	return false
}

// write reports whether it matters whether r was carried out.
func (r Request) write() bool { return !r.Harmless && (!r.reads() || r.NotRepeatable) }

// repeatable reports whether r may be sent again after an unknown outcome.
func (r Request) repeatable() bool {
	idempotent := r.reads() || r.method() == http.MethodPut || r.method() == http.MethodDelete
	return (idempotent || r.Harmless) && !r.NotRepeatable
}

// target returns the URL of r.
func (c *Client) target(r Request) (string, error) {
	target := c.base.String()
	switch {
	case r.URL != "" && len(r.Path) > 0:
		return "", invalidRequest("a request has either a URL or a path")
	case r.URL != "":
		if _, problem := parseHTTPURL(r.URL); problem != "" {
			return "", invalidRequest("the URL of the request " + strings.TrimSuffix(problem, "."))
		}
		target = r.URL
	case len(r.Path) > 0:
		target = strings.TrimRight(target, "/")
		for _, element := range r.Path {
			if err := CheckPathElement(element); err != nil {
				return "", invalidRequest(err.Error())
			}
			target += "/" + url.PathEscape(element)
		}
	}
	if len(r.Query) > 0 {
		separator := "?"
		if strings.Contains(target, "?") {
			separator = "&"
		}
		target += separator + strings.ReplaceAll(r.Query.Encode(), "+", "%20")
	}
	return target, nil
}

// header returns the headers of r on its way to target, less the credentials.
func (c *Client) header(r Request, target *url.URL) http.Header {
	header := http.Header{"Accept": {"application/json"}}
	if c.userAgent != "" {
		header.Set("User-Agent", c.userAgent)
	}
	if len(r.Body) > 0 {
		header.Set("Content-Type", "application/json")
	}
	if sameOrigin(c.base, target) {
		maps.Copy(header, c.headers.Clone())
	}
	for name, values := range r.Header {
		header[http.CanonicalHeaderKey(name)] = values
	}
	return header
}

// displayURL returns what messages and logs show of a URL: no query, which may hold secrets, and no user information.
func displayURL(u *url.URL) string {
	return u.Scheme + "://" + u.Host + u.EscapedPath()
}
