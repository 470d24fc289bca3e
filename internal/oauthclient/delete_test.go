package oauthclient_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A deletion is a driver whose deletions get no answer.
type deletion struct {
	stub
	fetchErr error
}

func (d *deletion) Delete(context.Context, oauthclient.Client) error {
	d.calls = append(d.calls, "Delete")
	return errLost
}

func (d *deletion) Fetch(context.Context, oauthclient.Client) (oauthclient.Fetched, error) {
	d.calls = append(d.calls, "Fetch")
	return nil, d.fetchErr
}

// A deletion whose answer is lost was carried out if the server says that it does not have the client. It is not asked where
// it denies access to what is gone, since such a server may give a new token for what is still there.
func TestServiceDelete_lost(t *testing.T) {
	t.Parallel()
	errGone := &oauthclient.Error{Kind: oauthclient.ErrNotFound}
	for name, tc := range map[string]struct {
		fetchErr error
		denies   bool
		want     error
		calls    []string
	}{
		"gone":               {errGone, false, nil, []string{"Delete", "Fetch"}},
		"there":              {nil, false, oauthclient.ErrOutcomeUnknown, []string{"Delete", "Fetch"}},
		"unreachable":        {errLost, false, oauthclient.ErrOutcomeUnknown, []string{"Delete", "Fetch"}},
		"it would be denied": {errGone, true, oauthclient.ErrOutcomeUnknown, []string{"Delete"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			driver := &deletion{fetchErr: tc.fetchErr}
			service := newService(driver, func(p *oauthclient.Profile) { p.DeniesGone = tc.denies })
			if err := service.Delete(t.Context(), oauthclient.Client{oauthclient.ID: "a"}); !errors.Is(err, tc.want) {
				t.Errorf("Delete returned %v, not %v", err, tc.want)
			}
			if diff := cmp.Diff(tc.calls, driver.calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
		})
	}
}
