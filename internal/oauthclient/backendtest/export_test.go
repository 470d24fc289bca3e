package backendtest

import (
	"context"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// CreateBlindly is a Create that does not find out what became of a request without an answer.
func (m *Memory) CreateBlindly(ctx context.Context, desired oauthclient.Client) (oauthclient.Client, error) {
	return m.insert(ctx, completed(desired))
}
