package httpapi

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// maxServerWait is the longest wait that a server may ask for. More is better said to the user than waited for.
const maxServerWait = 5 * time.Minute

// retrier returns the loop that runs the attempts of x. It is made for each request, since what may be repeated depends
// on the request; the connections belong to the transport, which stays.
func (x *exchange) retrier(ctx context.Context) *retryablehttp.Client {
	return &retryablehttp.Client{
		HTTPClient: &http.Client{Transport: x, CheckRedirect: followRedirect},
		RetryMax:   x.client.retries,
		RequestLogHook: func(_ retryablehttp.Logger, _ *http.Request, retry int) {
			x.attempts = retry + 1
		},
		CheckRetry: func(ctx context.Context, _ *http.Response, _ error) (bool, error) {
			return x.waitsForAnother(ctx), nil
		},
		Backoff: func(_, _ time.Duration, _ int, _ *http.Response) time.Duration {
			x.client.log(ctx, "HTTP request will be repeated", map[string]any{
				"method": x.request.method(), "url": displayURL(x.target), "attempt": x.attempts,
				"wait_ms": x.wait.Milliseconds(),
			})
			return x.wait
		},
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
}

// waitsForAnother decides whether another attempt is made, and sets x.wait.
func (x *exchange) waitsForAnother(ctx context.Context) bool {
	if ctx.Err() != nil || !x.worthRepeating() {
		return false
	}
	var header http.Header
	if x.response != nil {
		header = x.response.Header
	}
	asked := serverWait(header, time.Now())
	if asked > maxServerWait {
		return false
	}
	x.wait = x.client.pause.before(x.attempts, asked)
	deadline, limited := ctx.Deadline()
	return !limited || time.Until(deadline) > x.wait
}

// worthRepeating reports whether another attempt is safe, and may fare better.
func (x *exchange) worthRepeating() bool {
	repeatable := x.request.repeatable()
	switch {
	case x.failure != nil:
		return !x.failure.final && (repeatable || !x.failure.sent)
	case x.request.RetryResponse != nil && x.request.RetryResponse(x.response):
		return true
	}
	switch x.response.Status {
	case http.StatusTooManyRequests:
		return true
	case http.StatusServiceUnavailable:
		return repeatable || x.response.Header.Get("Retry-After") != ""
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		return repeatable
	}
	return false
}

// giveUp returns the error of a request that brought no usable answer.
func (x *exchange) giveUp(ctx context.Context, err error) error {
	last := x.failure
	switch {
	case last == nil: // canceled while waiting, after an answer such as 429
		f := describe(err)
		f.what += " after the answer " + x.response.statusText()
		return x.explain(f)
	case ctx.Err() != nil && !errors.Is(last, ctx.Err()): // canceled while waiting, after an attempt that failed
		f := describe(ctx.Err())
		f.what += " after an attempt that failed, since " + last.what
		return x.explain(f)
	}
	return x.explain(last)
}

// pause says how long to wait between attempts.
type pause struct{ shortest, longest time.Duration }

// before returns the wait after the given number of attempts: at random (full jitter) up to a limit that doubles with
// every attempt, never less than shortest, and not less than what the server asked for. What it asked for is lengthened
// at random too, since it told every waiting request the same.
func (p pause) before(attempts int, asked time.Duration) time.Duration {
	limit := min(float64(p.longest), float64(p.shortest)*math.Exp2(float64(attempts)))
	wait := max(p.shortest, atRandom(time.Duration(limit)))
	if asked >= wait {
		wait = asked + atRandom(p.shortest)
	}
	return wait
}

func atRandom(limit time.Duration) time.Duration {
	return rand.N(limit) //nolint:gosec // waits need no unpredictable numbers
}

// serverWait returns the wait that an answer asks for, 0 when it asks for none: Retry-After in seconds or as a date
// (RFC 9110 section 10.2.3), else x-ratelimit-reset, which Ory sends as seconds from now and others as Unix time.
func serverWait(header http.Header, now time.Time) time.Duration {
	value := header.Get("Retry-After")
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now))
	}
	if value == "" {
		value = header.Get("X-Ratelimit-Reset")
	}
	seconds, err := strconv.ParseInt(value, 10, 64)
	if err != nil || seconds < 0 {
		return 0
	}
	const unixTimes = 1_000_000_000 // as a number of seconds from now this would be 30 years
	if seconds >= unixTimes {
		seconds = max(0, seconds-now.Unix())
	}
	return time.Duration(min(seconds, int64(maxServerWait/time.Second)+1)) * time.Second
}
