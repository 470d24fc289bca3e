package httpapi

import (
	"context"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

const (
	// maxServerWait is the longest wait that a server may ask for. More is better said to the user than waited for.
	maxServerWait = 5 * time.Minute
	// forever is longer than anybody waits, and fits into a duration.
	forever = 10 * 365 * 24 * time.Hour
)

// decide says after an attempt whether another one is made, and after which wait. A server's wish to be spared holds for
// the requests of the whole Client, and also when this one is not repeated.
func (x *exchange) decide(ctx context.Context) (wait time.Duration, again bool) {
	c := x.client
	asked := x.askedWait()
	wait = c.pause.before(x.attempts, asked)
	if x.response != nil && x.response.limits() {
		c.pace.hold(ctx, wait, x.response.statusText())
	}
	if ctx.Err() != nil || x.attempts > c.retries || asked > maxServerWait || !x.worthRepeating() {
		return 0, false
	}
	if deadline, limited := ctx.Deadline(); limited && time.Until(deadline) <= wait {
		return 0, false
	}
	c.log(ctx, "HTTP request will be repeated", map[string]any{
		"method": x.request.method(), "url": displayURL(x.target), "attempt": x.attempts, "wait_ms": wait.Milliseconds(),
	})
	return wait, true
}

// askedWait returns the wait that the last answer asks for.
func (x *exchange) askedWait() time.Duration {
	if x.failure != nil {
		return x.failure.asked
	}
	return serverWait(x.response.Header, time.Now())
}

// worthRepeating reports whether another attempt is safe, and may fare better. An answer 5xx proves nothing about a
// request that is not repeatable: a gateway may give it after the deed, Retry-After or not.
func (x *exchange) worthRepeating() bool {
	repeatable := x.request.repeatable()
	switch {
	case x.failure != nil:
		return !x.failure.final && (repeatable || !x.failure.sent)
	case x.response.notDone:
		return true
	}
	if x.response.Status/100 == 2 && x.response.webPage() {
		// A gateway's page may be gone a moment later; one that is there again is a login's.
		return repeatable && x.attempts == 1
	}
	switch x.response.Status {
	case http.StatusTooManyRequests:
		return true
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return repeatable
	}
	return false
}

// sleep waits before another attempt. It returns early when the request has been refused in the meantime, and with an
// error when ctx is done.
func (x *exchange) sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		changed := x.client.refusals.changed()
		if x.refusedBefore() != nil {
			return nil
		}
		select {
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

// limits reports whether an answer asks for fewer requests, whoever sends them.
func (r *Response) limits() bool {
	return r.Status == http.StatusTooManyRequests ||
		r.Status == http.StatusServiceUnavailable && r.Header.Get("Retry-After") != ""
}

// pause says how long to wait between attempts.
type pause struct{ shortest, longest time.Duration }

// before returns the wait after the given number of attempts: at random (full jitter) up to a limit that doubles with
// every attempt, never less than shortest, and not less than what the server asked for. What it asked for is lengthened
// at random too, since it told every waiting client the same.
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
// (RFC 9110 section 10.2.3), else x-ratelimit-reset, which Ory sends as seconds from now and others as Unix time, or
// ratelimit-reset.
func serverWait(header http.Header, now time.Time) time.Duration {
	value := header.Get("Retry-After")
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now))
	}
	for _, name := range []string{"X-Ratelimit-Reset", "Ratelimit-Reset"} {
		if value == "" {
			value = header.Get(name)
		}
	}
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil || !(seconds > 0) {
		return 0
	}
	const unixTimes = 1e9 // as a number of seconds from now this would be 30 years
	const milliseconds = 1e12
	if seconds >= milliseconds {
		seconds /= 1000
	}
	if seconds >= unixTimes {
		seconds = max(0, seconds-float64(now.UnixMilli())/1000)
	}
	return time.Duration(min(seconds, forever.Seconds()) * float64(time.Second))
}
