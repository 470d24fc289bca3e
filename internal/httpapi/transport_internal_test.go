package httpapi

import (
	"net/url"
	"testing"
)

func TestSameOrigin(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		want bool
	}{
		{"https://h/a", "https://h/b?c", true},
		{"https://h", "https://h:443", true},
		{"http://h:80", "http://h", true},
		{"https://H", "https://h", true},
		{"https://[::1]:443", "https://[::1]", true},
		{"https://h", "http://h", false},
		{"https://h", "http://h:443", false},
		{"https://h", "https://h:8443", false},
		{"https://h", "https://h.other", false},
		{"https://h", "https://other.h", false},
	}
	for _, tc := range tests {
		t.Run(tc.a+" "+tc.b, func(t *testing.T) {
			t.Parallel()
			a, errA := url.Parse(tc.a)
			b, errB := url.Parse(tc.b)
			if errA != nil || errB != nil {
				t.Fatal(errA, errB)
			}
			if got := sameOrigin(a, b); got != tc.want {
				t.Errorf("sameOrigin is %t, want %t", got, tc.want)
			}
		})
	}
}
