package httpapi

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// A Client sends requests to one backend. It is safe for concurrent use and shares nothing with other Clients. It is
// made for one run: what was refused once stays refused (see the package comment).
type Client struct {
	base              *url.URL
	allowInsecureHTTP bool
	headers           http.Header
	userAgent         string
	auth              authorizer // nil: no credentials
	secrets           []string   // what no message may hold, whoever says it
	transport         *http.Transport
	timeout           time.Duration
	settlingTime      time.Duration
	retries           int
	pause             pause
	pace              *pace
	bodies            bodies
	refusals          *refusals
	trial             *trial
	log               func(ctx context.Context, message string, fields map[string]any)
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
	refusals := newRefusals()
	c := &Client{
		base:              base,
		allowInsecureHTTP: cfg.AllowInsecureHTTP,
		headers:           headers,
		userAgent:         cfg.UserAgent,
		transport:         transport,
		timeout:           cfg.RequestTimeout,
		settlingTime:      cfg.SettlingTime,
		retries:           cfg.MaxRetries,
		pause:             pause{shortest: cfg.RetryWaitMin, longest: cfg.RetryWaitMax},
		pace:              newPace(cfg),
		bodies:            newBodies(),
		refusals:          refusals,
		trial:             newTrial(refusals),
		log:               cfg.Log,
	}
	for name := range headers {
		if value := headers.Get(name); len(value) >= minHeaderSecret {
			c.secrets = append(c.secrets, value)
		}
	}
	if err := c.useAuth(cfg.Auth); err != nil {
		return nil, err
	}
	if (c.auth != nil || len(c.secrets) > 0 || cfg.SendsCredentials) && isRemoteHTTP(base) && !cfg.AllowInsecureHTTP {
		return nil, &ConfigError{"base_url", insecureSetting}
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
// status. An error means that no usable answer came; the package comment lists its kinds. Redirects are followed within
// the origin of the request, at most 5 times: any for GET and HEAD, and for other methods those that ask for the same
// request at another address (307 and 308). Any other redirect is the answer.
//
// A wait that the server asks for (Retry-After, x-ratelimit-reset) is kept even beyond Config.RetryWaitMax. When it is
// longer than 5 minutes or would outlast the deadline of ctx, the answer that asks for it is returned at once instead.
//
// When ctx is done, a read and a wait end at once and nothing new is sent; a write under way gets Config.SettlingTime
// more to be answered, within Config.RequestTimeout. Its outcome can then be settled under [Client.Settling].
func (c *Client) Do(ctx context.Context, request Request) (*Response, error) {
	x, err := c.newExchange(request)
	if err != nil {
		return nil, err
	}
	for {
		x.attempt(ctx)
		wait, again := x.decide(ctx)
		if !again {
			return x.outcome()
		}
		if err := x.sleep(ctx, wait); err != nil {
			return nil, x.stopped(err)
		}
	}
}
