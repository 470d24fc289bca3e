package httpapi

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const grantAdvice = "Check token_url, client_id, client_secret and scopes in the provider configuration."

var (
	_ Auth       = clientCredentials{}
	_ authorizer = (*tokenSource)(nil)
)

type clientCredentials struct {
	tokenURL, clientID, clientSecret string
	scopes                           []string
}

// ClientCredentials authenticates with access tokens of the client credentials grant (RFC 6749 section 4.4). A token is
// fetched when the first request needs it, over the Client's TLS settings and proxy but without its Headers, kept until
// shortly before it expires, and dropped when the backend answers 401 to it. The client authenticates with HTTP Basic,
// and with parameters in the body where the server refuses that (RFC 6749 section 2.3.1). Scopes may be empty.
func ClientCredentials(tokenURL, clientID, clientSecret string, scopes []string) Auth {
	return clientCredentials{tokenURL, clientID, clientSecret, scopes}
}

func (a clientCredentials) start(c *Client) (authorizer, error) {
	tokenURL, problem := parseHTTPURL(a.tokenURL)
	switch {
	case problem != "":
		return nil, &ConfigError{"oauth2.token_url", problem}
	case isRemoteHTTP(tokenURL) && !c.allowInsecureHTTP:
		return nil, &ConfigError{"oauth2.token_url", insecureSetting}
	case a.clientID == "":
		return nil, &ConfigError{"oauth2.client_id", "is empty."}
	case a.clientSecret == "":
		return nil, &ConfigError{"oauth2.client_secret", "is empty."}
	}
	return &tokenSource{
		clientCredentials: a,
		client:            c,
		url:               tokenURL,
		http: &http.Client{
			Transport:     &tokenTransport{client: c},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		lock: make(chan struct{}, 1),
	}, nil
}

// A tokenSource fetches and keeps the access token of one Client. Unlike oauth2.TokenSource it can be canceled by the
// request that waits for the token, and it can forget a token that the backend no longer accepts.
type tokenSource struct {
	clientCredentials
	client *Client
	url    *url.URL
	http   *http.Client

	lock  chan struct{} // a mutex that a context can leave; guards what follows
	token *oauth2.Token
	style oauth2.AuthStyle // the one that worked; zero until then
}

func (s *tokenSource) proxy() string { return s.client.proxyOf(&http.Request{URL: s.url}) }

func (s *tokenSource) headerName() string { return "Authorization" }

// secrets include the Basic credentials as the package oauth2 spells them.
func (s *tokenSource) secrets() []string {
	pair := url.QueryEscape(s.clientID) + ":" + url.QueryEscape(s.clientSecret)
	return append(querySecrets(s.url), s.clientSecret, base64.StdEncoding.EncodeToString([]byte(pair)))
}

func (s *tokenSource) authorize(ctx context.Context, header http.Header) (bool, error) {
	if err := s.acquire(ctx); err != nil {
		return false, err
	}
	defer s.release()
	cached := s.token.Valid()
	if !cached {
		token, err := s.fetch(ctx)
		if err != nil {
			return false, err
		}
		s.token = token
	}
	header.Set("Authorization", s.token.Type()+" "+s.token.AccessToken)
	return cached, nil
}

func (s *tokenSource) forget(ctx context.Context, header http.Header) {
	if s.acquire(ctx) != nil {
		return
	}
	defer s.release()
	if s.token != nil && header.Get("Authorization") == s.token.Type()+" "+s.token.AccessToken {
		s.token = nil
	}
}

func (s *tokenSource) acquire(ctx context.Context) error {
	select {
	case s.lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *tokenSource) release() { <-s.lock }

// fetch tries both ways of client authentication until one has worked. The package oauth2 can find out by itself, but
// then reports the refusal of the second way, which hides a wrong secret behind "method client_secret_post not allowed".
func (s *tokenSource) fetch(ctx context.Context) (*oauth2.Token, error) {
	styles := []oauth2.AuthStyle{oauth2.AuthStyleInHeader, oauth2.AuthStyleInParams}
	if s.style != oauth2.AuthStyleAutoDetect {
		styles = []oauth2.AuthStyle{s.style}
	}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, s.http)
	var firstErr error
	for _, style := range styles {
		config := clientcredentials.Config{
			TokenURL: s.tokenURL, ClientID: s.clientID, ClientSecret: s.clientSecret, Scopes: s.scopes, AuthStyle: style,
		}
		token, err := config.Token(ctx)
		if err == nil {
			s.style = style
			return token, nil
		}
		if firstErr == nil {
			firstErr = err
		}
		if !refusesClient(err) {
			break
		}
	}
	return nil, s.explain(firstErr)
}

// refusesClient reports whether the token endpoint may have disliked the way the client authenticated: RFC 6749
// section 5.2 allows both 400 and 401 for invalid_client.
func refusesClient(err error) bool {
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	return ok && (refused.Response.StatusCode == http.StatusBadRequest || refused.Response.StatusCode == http.StatusUnauthorized)
}

// explain never passes on the text of an oauth2.RetrieveError, which may be the whole body.
func (s *tokenSource) explain(err error) *failure {
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		location, _ := refused.Response.Location() // nil if there is none
		answer := &Response{
			Status: refused.Response.StatusCode, Header: refused.Response.Header, Body: refused.Body,
			method: http.MethodPost, url: s.url, location: location,
		}
		return answer.tokenRefusal(s.secrets())
	}
	if _, ok := errors.AsType[*url.Error](err); ok {
		f := describe(err, s.proxy())
		f.what = "no access token from " + displayURL(s.url) + ": " + f.what
		if f.refuses != nothing {
			f.refuses = credentialsOfClient
		}
		return f
	}
	return &failure{
		kind: oauthclient.ErrDenied, final: true, cause: err, advice: grantAdvice, refuses: credentialsOfClient,
		what: displayURL(s.url) + " answered with something that is not an access token",
	}
}

// tokenRefusal describes an answer of a token endpoint that is not a token. The words of the server go into the
// message and not into the log.
func (r *Response) tokenRefusal(secrets []string) *failure {
	f := &failure{
		what: "no access token was issued", said: r.Classify(secrets...).Message, advice: grantAdvice, status: r.Status,
		asked: serverWait(r.Header, time.Now()),
	}
	if r.Status < 500 && r.Status != http.StatusTooManyRequests {
		f.kind, f.final, f.refuses = oauthclient.ErrDenied, true, credentialsOfClient
	}
	return f
}

// tokenTransport sends token requests through the transport of a Client and logs them.
type tokenTransport struct{ client *Client }

func (t *tokenTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("Accept", "application/json")
	if t.client.userAgent != "" {
		req.Header.Set("User-Agent", t.client.userAgent)
	}
	start := time.Now()
	response, err := t.client.transport.RoundTrip(req)
	fields := map[string]any{
		"method": req.Method, "url": displayURL(req.URL), "duration_ms": time.Since(start).Milliseconds(),
	}
	if err != nil {
		fields["error"] = describe(err, t.client.proxyOf(req)).what
	} else {
		fields["status"] = response.StatusCode
	}
	t.client.log(req.Context(), "OAuth 2.0 token request", fields)
	return response, err
}
