package httpapi

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	defaultRequestTimeout        = 30 * time.Second
	defaultSettlingTime          = 10 * time.Second
	defaultMaxRetries            = 4
	defaultMaxConcurrentRequests = 10
	shortestRetryWait            = 500 * time.Millisecond
	longestRetryWait             = 30 * time.Second
)

// A Config says how a backend is reached. Only BaseURL is required.
type Config struct {
	// BaseURL is the absolute http or https URL below which [Request.Path] lies. It may have a path prefix, with or
	// without a trailing slash; it must have no query, fragment or user information.
	BaseURL string
	// Auth makes the credentials of every request below the origin of BaseURL. Nil means none.
	Auth Auth
	// Headers are sent with every request to the origin of BaseURL. Their values are treated as secrets when they
	// have at least 8 characters.
	Headers map[string]string

	// CACertPEM holds certificates of authorities to trust beside the system's. Empty means only the system's.
	CACertPEM string
	// ClientCertPEM is the certificate chain for mutual TLS. Empty means none; it needs ClientKeyPEM.
	ClientCertPEM string
	// ClientKeyPEM is the unencrypted private key of ClientCertPEM.
	ClientKeyPEM string
	// InsecureSkipVerify accepts any certificate of the server.
	InsecureSkipVerify bool
	// SendsCredentials says that requests will have credentials of their own, so that the address must bear them.
	SendsCredentials bool
	// AllowInsecureHTTP lets credentials go to a remote address without TLS. This machine itself is not remote.
	AllowInsecureHTTP bool

	// RequestTimeout bounds one attempt, from its first byte to the end of the answer's body. Zero means 30 seconds.
	RequestTimeout time.Duration
	// MaxRetries is how often a request is sent again at most. Zero means 4; a negative number means never.
	MaxRetries int
	// MaxConcurrentRequests bounds the attempts under way at one time; waiting for the next attempt does not count.
	// Zero means 10.
	MaxConcurrentRequests int
	// RequestsPerSecond bounds the attempts that begin in a second, evenly spaced. Zero means no bound. Token requests
	// do not count.
	RequestsPerSecond float64
	// SettlingTime is how long a write under way, and what runs under [Client.Settling], outlives a context that is
	// done. Zero means 10 seconds.
	SettlingTime time.Duration
	// RetryWaitMin is the shortest wait before another attempt, whatever the server says. Zero means 500 ms.
	RetryWaitMin time.Duration
	// RetryWaitMax is the longest wait that is chosen without the server asking for it. Zero means 30 seconds.
	RetryWaitMax time.Duration

	// UserAgent is the User-Agent header; see [UserAgent]. Empty means Go's default.
	UserAgent string
	// Log is called after every attempt, possibly from several goroutines at once. Nil means no log. The fields are
	// method, url (without the query), attempt, status or error, and duration_ms or wait_ms: nothing secret.
	Log func(ctx context.Context, message string, fields map[string]any)
	// OnWait is called at most once, with a sentence for the user, when requests begin to wait for a limit: a second or
	// more for RequestsPerSecond, or because the server asked for a pause. The context is that of the request which
	// found out. Nil means that nobody is told.
	OnWait func(ctx context.Context, reason string)
}

// A ConfigError says which setting of a [Config] cannot be used, and why. It never repeats the value.
type ConfigError struct {
	// Setting is the name of the setting in the provider's configuration, such as "base_url", "ca_cert_pem" or
	// "oauth2.token_url".
	Setting string
	// Message says what is wrong with the setting.
	Message string
}

// Error returns the setting and the message.
func (e *ConfigError) Error() string { return e.Setting + " " + e.Message }

// withDefaults returns cfg with its zero values filled in.
func (cfg Config) withDefaults() (Config, error) {
	switch {
	case cfg.RequestTimeout < 0:
		return cfg, &ConfigError{"request_timeout", "must not be negative."}
	case cfg.SettlingTime < 0:
		return cfg, &ConfigError{"settling_time", "must not be negative."}
	case cfg.MaxConcurrentRequests < 0:
		return cfg, &ConfigError{"max_concurrent_requests", "must not be negative."}
	case !(cfg.RequestsPerSecond >= 0) || math.IsInf(cfg.RequestsPerSecond, 0):
		return cfg, &ConfigError{"requests_per_second", "must be a number that is not negative."}
	case cfg.RetryWaitMin < 0 || cfg.RetryWaitMax < 0:
		return cfg, &ConfigError{"retry_wait", "must not be negative."}
	}
	setDefault(&cfg.RequestTimeout, defaultRequestTimeout)
	setDefault(&cfg.SettlingTime, defaultSettlingTime)
	setDefault(&cfg.MaxRetries, defaultMaxRetries)
	setDefault(&cfg.MaxConcurrentRequests, defaultMaxConcurrentRequests)
	setDefault(&cfg.RetryWaitMin, shortestRetryWait)
	setDefault(&cfg.RetryWaitMax, longestRetryWait)
	cfg.MaxRetries = max(cfg.MaxRetries, 0)
	cfg.RetryWaitMax = max(cfg.RetryWaitMax, cfg.RetryWaitMin)
	if cfg.Log == nil {
		cfg.Log = func(context.Context, string, map[string]any) {}
	}
	return cfg, nil
}

func setDefault[T int | time.Duration](value *T, standard T) {
	if *value == 0 {
		*value = standard
	}
}

// parseHTTPURL parses an absolute http or https URL. The problem is a sentence without subject, and never holds the
// URL, which may hold a password.
func parseHTTPURL(raw string) (parsed *url.URL, problem string) {
	u, err := url.Parse(raw)
	switch {
	case strings.TrimSpace(raw) != raw:
		return nil, "begins or ends with a blank or a line break; remove it."
	case lacksScheme(raw):
		return nil, "must begin with http:// or https://; put that in front."
	case err != nil:
		return nil, "is not a valid URL."
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, "must be an absolute URL that begins with http:// or https://."
	case u.Hostname() == "":
		return nil, "has no host name."
	case u.User != nil:
		return nil, "must not hold a user name or password; use the settings for credentials."
	case u.Fragment != "" || strings.Contains(raw, "#"):
		return nil, "must not have a fragment."
	}
	return u, ""
}

// lacksScheme recognises host:port, which url.Parse takes for a scheme or for an error, and host.name/path.
func lacksScheme(raw string) bool {
	if strings.Contains(raw, "://") {
		return false
	}
	u, err := url.Parse("http://" + raw)
	return err == nil && u.Hostname() != "" && (u.Port() != "" || strings.Contains(u.Hostname(), ".") || u.Hostname() == "localhost")
}

func parseBaseURL(raw string) (*url.URL, error) {
	u, problem := parseHTTPURL(raw)
	switch {
	case problem != "":
		return nil, &ConfigError{"base_url", problem}
	case u.RawQuery != "" || u.ForceQuery:
		return nil, &ConfigError{"base_url", "must not have a query."}
	}
	return u, nil
}

// reservedHeaders are decided by the HTTP protocol itself; net/http ignores or misuses them in a header map.
var reservedHeaders = map[string]bool{
	"Host": true, "Content-Length": true, "Transfer-Encoding": true, "Connection": true, "Trailer": true,
}

// parseHeaders returns the headers of every request.
func parseHeaders(headers map[string]string) (http.Header, error) {
	parsed := make(http.Header, len(headers))
	for name, value := range headers {
		switch {
		case !isToken(name):
			return nil, &ConfigError{"headers", "holds a name that is not a valid HTTP header name."}
		case reservedHeaders[http.CanonicalHeaderKey(name)]:
			return nil, &ConfigError{"headers", "must not hold " + name + ", which HTTP itself decides."}
		case !isHeaderValue(value):
			return nil, &ConfigError{"headers", "holds a line break or another control character in the value of " + name + "."}
		}
		parsed.Set(name, value)
	}
	return parsed, nil
}

// isToken reports whether s is a token of RFC 9110 section 5.6.2, as names of headers must be.
func isToken(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	}) < 0
}

// isHeaderValue reports whether s can be sent as the value of a header.
func isHeaderValue(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) < 0
}
