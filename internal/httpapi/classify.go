package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const (
	urlAdvice         = "Check the URL in the provider configuration, its path included."
	credentialsAdvice = "Check the credentials in the provider configuration."
	proxyAdvice       = "Put the proxy's user name and password into HTTP_PROXY or HTTPS_PROXY."
)

// Classify returns the error that an answer means when the driver does not know better. It is never nil; a 2xx given to
// it is one that the driver could not read. The kinds are:
//
//   - 401, 403, 407, every redirect, and a web page with a status of success: [oauthclient.ErrDenied].
//   - 404, 405, 410: [oauthclient.ErrUnavailable], with the advice to check the URL. Never ErrNotFound, which only
//     the driver can tell.
//   - 409: [oauthclient.ErrAlreadyExists]. Other 4xx: [oauthclient.ErrInvalid].
//   - 408, 429, 5xx, and a 2xx: [oauthclient.ErrUnavailable].
//   - [oauthclient.ErrOutcomeUnknown] instead, when the request was a write and may have been carried out: see
//     [Response.OutcomeUnknown]. A 2xx that could not be read is such an answer too.
//
// The message holds the server's own words, less the secrets: those of the Client, those given here, and what is named
// like a secret in the query or the JSON body of the request or in the answer. Secrets of less than 4 characters are
// not looked for.
func (r *Response) Classify(secrets ...string) *oauthclient.Error {
	if r.secrets != nil {
		secrets = slices.Concat(secrets, r.secrets())
	}
	advice, kind := r.verdict()
	message := r.subject() + " was answered " + r.statusText() + r.detail(secrets)
	e := &oauthclient.Error{Kind: kind, Message: sentence(message), Advice: advice, Status: r.Status, Foreign: r.foreign()}
	if r.Status == http.StatusUnauthorized && r.missing != "" {
		e.Message += " " + r.missing
	}
	unknown := r.write && (r.undecided() || r.Status/100 == 2)
	if unknown || errors.Is(kind, oauthclient.ErrUnavailable) && r.OutcomeUnknown() {
		e.Kind = oauthclient.ErrOutcomeUnknown
		e.Message += " " + maybeDone
	}
	return e
}

// Words returns what an answer says for people, in one line and without secrets: what stands in front of a JSON document that it
// repeats, which may be the request. It is "" when it says nothing.
func (r *Response) Words() string {
	var secrets []string
	if r.secrets != nil {
		secrets = r.secrets()
	}
	words, _, _ := strings.Cut(serverWords(r.Body, secrets), `{"`)
	return strings.TrimSpace(words)
}

// maybeDone is what a message says of a write whose outcome is unknown.
const maybeDone = "The request had been sent, so it may have been carried out."

// verdict returns what to do about the answer, and its kind.
func (r *Response) verdict() (advice string, kind error) {
	switch {
	case r.Status == http.StatusUnauthorized && r.missing != "":
		return "Set the credentials in the provider configuration.", oauthclient.ErrDenied
	case r.Status == http.StatusUnauthorized:
		return credentialsAdvice, oauthclient.ErrDenied
	case r.Status == http.StatusForbidden:
		return "Check what the credentials in the provider configuration are allowed to do.", oauthclient.ErrDenied
	case r.Status == http.StatusProxyAuthRequired:
		return proxyAdvice, oauthclient.ErrDenied
	case r.Status/100 == 3:
		return "Check the URL in the provider configuration (http or https, host, path); a redirect to a login page means that the API wants other credentials.", oauthclient.ErrDenied
	case r.Status == http.StatusNotFound, r.Status == http.StatusMethodNotAllowed, r.Status == http.StatusGone:
		return urlAdvice, oauthclient.ErrUnavailable
	case r.limits() && serverWait(r.Header, time.Now()) > maxServerWait:
		return fmt.Sprintf("The server asks to be spared for %s, and requests wait %s at most. Apply again after that.",
			serverWait(r.Header, time.Now()).Round(time.Second), maxServerWait), oauthclient.ErrUnavailable
	case r.Status == http.StatusTooManyRequests:
		return "Set requests_per_second, lower max_concurrent_requests, or raise max_retries.", oauthclient.ErrUnavailable
	case r.Status == http.StatusRequestTimeout, r.Status >= 500:
		return "", oauthclient.ErrUnavailable
	case r.webPage() && r.Status/100 == 2:
		return "Check the URL and the credentials in the provider configuration; this may be the page of a login or of a proxy.", oauthclient.ErrDenied
	case r.Status/100 == 2:
		return "This is not the answer that the API documents. " + urlAdvice, oauthclient.ErrUnavailable
	case r.webPage():
		// Servlet containers wrap the words of the API behind them into such a page, as proxies do with their own.
		advice = "If this is the page of a proxy, and not of the server itself, check the URL and the credentials in the provider configuration."
	}
	if r.Status == http.StatusConflict {
		return advice, oauthclient.ErrAlreadyExists
	}
	return advice, oauthclient.ErrInvalid
}

// subject names the request. A Response made by hand has none.
func (r *Response) subject() string {
	if r.url == nil {
		return "The request"
	}
	return r.method + " " + displayURL(r.url)
}

func (r *Response) statusText() string {
	return strings.TrimSpace(strconv.Itoa(r.Status) + " " + http.StatusText(r.Status))
}

var titlePattern = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// detail returns what follows the status in a message.
func (r *Response) detail(secrets []string) string {
	by := ""
	if r.Status == http.StatusProxyAuthRequired && r.proxy != "" {
		by = " by the proxy " + r.proxy
	}
	switch {
	case r.Status/100 == 3:
		return r.redirection()
	case r.webPage() && r.Status/100 == 4 && serverWords(r.Body, secrets) != "":
		return by + ` with the web page "` + serverWords(r.Body, secrets) + `"`
	case r.webPage():
		title := titlePattern.FindSubmatch(beginning(r.Body))
		if title == nil {
			return by + " with a web page"
		}
		return by + ` with the web page "` + shorten(printable(redact(string(title[1]), secrets)), maxUnknownWords) + `"`
	}
	if r.Status/100 == 2 && r.contradictory {
		return by + ", with a member that is there twice with different values"
	}
	if words := serverWords(r.Body, secrets); words != "" {
		return by + ": " + words
	}
	return by
}

// redirection names only the origin of a redirect, since its path and query may hold tokens.
func (r *Response) redirection() string {
	if r.location == nil {
		return ", a redirect"
	}
	to := ", a redirect to " + r.location.Scheme + "://" + r.location.Host
	if sameOrigin(r.url, r.location) {
		return to + ", which was not followed"
	}
	return to + "; no credentials were sent there"
}

// sentence ends s like one.
func sentence(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}
