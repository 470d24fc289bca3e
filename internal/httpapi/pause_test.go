package httpapi

import (
	"net/http"
	"testing"
	"time"
)

func TestPause_before(t *testing.T) {
	t.Parallel()
	standard := pause{shortest: 500 * time.Millisecond, longest: 30 * time.Second}
	tests := []struct {
		name        string
		pause       pause
		attempts    int
		asked       time.Duration
		least, most time.Duration
	}{
		{"first", standard, 1, 0, 500 * time.Millisecond, time.Second},
		{"third", standard, 3, 0, 500 * time.Millisecond, 4 * time.Second},
		{"no more than the longest", standard, 50, 0, 500 * time.Millisecond, 30 * time.Second},
		{"the server asks for less", standard, 1, time.Millisecond, 500 * time.Millisecond, time.Second},
		{"the server asks for more", standard, 1, 40 * time.Second, 40 * time.Second, 40*time.Second + 500*time.Millisecond},
		{"no room for chance", pause{time.Second, time.Second}, 4, 0, time.Second, time.Second},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			different := false
			first := tc.pause.before(tc.attempts, tc.asked)
			for range 200 {
				wait := tc.pause.before(tc.attempts, tc.asked)
				if wait < tc.least || wait > tc.most {
					t.Fatalf("the wait is %s, want %s to %s", wait, tc.least, tc.most)
				}
				different = different || wait != first
			}
			if different != (tc.least != tc.most) {
				t.Errorf("waits differ: %t", different)
			}
		})
	}
}

func TestServerWait(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	tests := []struct {
		name       string
		retryAfter string
		reset      string
		want       time.Duration
	}{
		{"none", "", "", 0},
		{"seconds", "7", "", 7 * time.Second},
		{"zero", "0", "", 0},
		{"negative", "-3", "", 0},
		{"nonsense", "soon", "", 0},
		{"a day", "86400", "", 24 * time.Hour},
		{"more than a duration holds", "999999999999", "", forever},
		{"date", now.Add(90 * time.Second).UTC().Format(http.TimeFormat), "", 90 * time.Second},
		{"RFC 850 date", now.Add(90 * time.Second).UTC().Format("Monday, 02-Jan-06 15:04:05 GMT"), "", 90 * time.Second},
		{"date in the past", now.Add(-time.Hour).UTC().Format(http.TimeFormat), "", 0},
		{"reset in seconds", "", "12", 12 * time.Second},
		{"reset of Ory", "", "0", 0},
		{"reset as Unix time", "", "1800000030", 30 * time.Second},
		{"reset in the past", "", "1700000000", 0},
		{"Retry-After wins", "3", "12", 3 * time.Second},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{}
			if tc.retryAfter != "" {
				header.Set("Retry-After", tc.retryAfter)
			}
			if tc.reset != "" {
				header.Set("x-ratelimit-reset", tc.reset)
			}
			if got := serverWait(header, now); got != tc.want {
				t.Errorf("the wait is %s, want %s", got, tc.want)
			}
		})
	}
}
