package backendtest

import (
	"context"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// CreateBlindly is a Create that does not find out what became of a request without an answer.
func (m *Memory) CreateBlindly(ctx context.Context, desired oauthclient.Client) (oauthclient.Client, error) {
	return m.insert(ctx, completed(desired))
}

// CaseNames returns the names of the suite's tests.
func CaseNames() []string {
	names := make([]string, len(cases))
	for i, c := range cases {
		names[i] = c.name
	}
	return names
}
