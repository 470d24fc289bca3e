package nevismeta

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestPlanNotices(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	hours := func(n int) string { return now.Add(time.Duration(n) * time.Hour).Format(time.RFC3339) }
	at := func(validFrom string) oauthclient.Client { return oauthclient.Client{ValidFrom: validFrom} }
	for _, tc := range []struct {
		name           string
		known, desired oauthclient.Client
		want           []string
	}{
		{name: "created at once", desired: oauthclient.Client{}},
		{name: "created later", desired: at(hours(1)), want: []string{"Client takes effect later"}},
		{name: "created as of the past", desired: at(hours(-1))},
		{name: "changed at once", known: oauthclient.Client{}, desired: oauthclient.Client{}},
		{name: "changed later", known: oauthclient.Client{}, desired: at(hours(1)), want: []string{"Change takes effect later"}},
		{name: "pending change changed", known: at(hours(1)), desired: at(hours(1)), want: []string{"Change takes effect later"}},
		{name: "moved", known: at(hours(1)), desired: at(hours(2)), want: []string{"Change takes effect later", "Scheduled change is withdrawn"}},
		{name: "withdrawn", known: at(hours(1)), desired: oauthclient.Client{}, want: []string{"Scheduled change is withdrawn"}},
		{name: "to the past", known: oauthclient.Client{}, desired: at(hours(-1)), want: []string{"nevismeta.valid_from lies in the past"}},
		{name: "after it has passed", known: at(hours(-1)), desired: at(hours(-1))},
	} {
		var got []string
		for _, notice := range planned(now, tc.known, tc.desired) {
			got = append(got, notice.Summary)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}
