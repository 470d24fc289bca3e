package backendtest

import (
	"context"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Replace is an update that writes what it is given, without a look at the client.
func (m *Memory) Replace(ctx context.Context, known, desired oauthclient.Client) (oauthclient.Result, error) {
	var updated oauthclient.Client
	err := m.send(ctx, true, func() (err error) {
		updated, err = m.store.replace(handle(known), desired)
		return err
	})
	if err != nil {
		return oauthclient.Result{}, err
	}
	return oauthclient.Result{Client: m.shown(updated)}, nil
}

// CaseNames returns the names of the suite's tests.
func CaseNames() []string {
	names := make([]string, len(cases))
	for i, c := range cases {
		names[i] = c.name
	}
	return names
}

// InheritedField is a field for which the operator of a Memory has a setting.
var InheritedField = memoryPolicy

// UnknownField is a field that no backend knows.
var UnknownField = unknownField

// RunCase runs one of the suite's tests.
func RunCase(t *testing.T, name string, newHarness func(t *testing.T) Harness) {
	t.Helper()
	for _, c := range cases {
		if c.name == name {
			c.in(t, newHarness)
		}
	}
}

// Tarry sets for how long an answer is held back after a cancellation.
func Tarry(long time.Duration) { tarrying = long }
