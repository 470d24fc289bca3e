package httpapi

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// A Client sends requests to one backend. It is safe for concurrent use and shares nothing with other Clients.
type Client struct {
	base      *url.URL
	headers   http.Header
	userAgent string
	auth      authorizer // nil: no credentials
	secrets   []string   // what no message may hold, whoever says it
	transport *http.Transport
	timeout   time.Duration
	retries   int
	pause     pause
	slots     chan struct{} // holds one element for each attempt under way
	log       func(ctx context.Context, message string, fields map[string]any)
}

// minHeaderSecret is the length from which the value of a configured header is taken for a secret. Shorter ones are
// words like "https" (X-Forwarded-Proto), and blacking those out would spoil the server's messages.
const minHeaderSecret = 8

// New returns a Client. It sends nothing. Its error is a *ConfigError.
func New(cfg Config) (*Client, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	base, err := parseBaseURL(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	headers, err := parseHeaders(cfg.Headers)
	if err != nil {
		return nil, err
	}
	if !isHeaderValue(cfg.UserAgent) {
		return nil, &ConfigError{"user_agent", "holds a line break or another control character."}
	}
	transport, err := newTransport(cfg)
	if err != nil {
		return nil, err
	}
	c := &Client{
		base:      base,
		headers:   headers,
		userAgent: cfg.UserAgent,
		transport: transport,
		timeout:   cfg.RequestTimeout,
		retries:   cfg.MaxRetries,
		pause:     pause{shortest: cfg.RetryWaitMin, longest: cfg.RetryWaitMax},
		slots:     make(chan struct{}, cfg.MaxConcurrentRequests),
		log:       cfg.Log,
	}
	for name := range headers {
		if value := headers.Get(name); len(value) >= minHeaderSecret {
			c.secrets = append(c.secrets, value)
		}
	}
	if err := c.useAuth(cfg.Auth); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Client) useAuth(auth Auth) error {
	if auth == nil {
		return nil
	}
	started, err := auth.start(c)
	if err != nil {
		return err
	}
	if c.headers.Get(started.headerName()) != "" {
		return &ConfigError{"headers", "must not hold " + started.headerName() + " beside the credentials, which set it too."}
	}
	c.auth = started
	c.secrets = append(c.secrets, started.secrets()...)
	return nil
}

// Do sends a request, as often as its outcome calls for and [Config] allows, and returns the last answer, whatever its
// status. An error means that no usable answer came; the package comment lists its kinds. Redirects are followed for
// GET and HEAD within the origin of the request, at most 5 times; any other redirect is the answer.
//
// A wait that the server asks for (Retry-After, x-ratelimit-reset) is kept even beyond Config.RetryWaitMax. When it is
// longer than 5 minutes or would outlast the deadline of ctx, the answer that asks for it is returned at once instead.
// Canceling ctx ends an attempt and a wait immediately.
func (c *Client) Do(ctx context.Context, request Request) (*Response, error) {
	target, err := c.target(request)
	if err != nil {
		return nil, err
	}
	var body any // a nil []byte would be a body without bytes, sent in chunks
	if len(request.Body) > 0 {
		body = request.Body
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, request.method(), target, body)
	if err != nil {
		return nil, invalidRequest("the method or the URL of the request is not valid")
	}
	req.Header = c.header(request, req.URL)
	x := &exchange{client: c, request: request, target: req.URL}
	answer, err := x.retrier(ctx).Do(req)
	if err != nil {
		return nil, x.giveUp(ctx, err)
	}
	_ = answer.Body.Close() // x.response has it all
	return x.response, nil
}
