package backendtest

import (
	"context"

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
