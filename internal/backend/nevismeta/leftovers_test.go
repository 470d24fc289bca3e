package nevismeta_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// TestUpdate_merges is about servers that keep what an edit leaves out: null takes it out, or else an empty value.
func TestUpdate_merges(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		opts nevissim.Options
		from oauthclient.Client
		to   oauthclient.Client
		// puts is how many edits it takes.
		puts int
	}{
		"replaces": {
			nevissim.Options{},
			oauthclient.Client{nevismeta.Comment: "a", oauthclient.Contacts: []string{"x"}},
			oauthclient.Client{},
			1,
		},
		"takes null": {
			nevissim.Options{Merge: nevissim.MergeUntilNull},
			oauthclient.Client{nevismeta.Comment: "a", oauthclient.Contacts: []string{"x"}, nevismeta.AccessTokenTTL: int64(5)},
			oauthclient.Client{},
			2,
		},
		"takes empty values": {
			nevissim.Options{Merge: nevissim.MergeUntilEmpty},
			oauthclient.Client{nevismeta.Comment: "a", oauthclient.Contacts: []string{"x"}},
			oauthclient.Client{},
			3,
		},
		"refuses both of two": {
			nevissim.Options{Merge: nevissim.MergeUntilNull},
			oauthclient.Client{oauthclient.JWKSURI: "https://a.example/keys"},
			oauthclient.Client{oauthclient.JWKSet: `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`},
			2,
		},
		"refuses what it shows": {
			nevissim.Options{UnknownMembers: true, RejectUnknown: true},
			oauthclient.Client{nevismeta.Comment: "a"},
			oauthclient.Client{nevismeta.Comment: "b"},
			2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := newSimulator(tc.opts)
			service := serve(t, sim)
			minimal := oauthclient.Client{oauthclient.ClientName: "x"}
			created := create(t, service, with(minimal.Clone(), tc.from))
			known := with(minimal.With(oauthclient.ID, created[oauthclient.ID]).With(oauthclient.ClientSecret, created[oauthclient.ClientSecret]), tc.from)
			sim.Forget()
			updated, err := service.Update(t.Context(), known, with(minimal.Clone(), tc.to))
			if err != nil {
				t.Fatal(err)
			}
			told := slices.ContainsFunc(updated.Notices, func(n oauthclient.Notice) bool { return strings.Contains(n.Summary, "not sent along") })
			if told != tc.opts.RejectUnknown {
				t.Errorf("the notices are %v", updated.Notices)
			}
			for f := range with(tc.from.Clone(), tc.to) {
				if !judge.Equal(f, tc.to[f], updated.Client[f]) {
					t.Errorf("the client has %v for %s, not %v", updated.Client[f], f, tc.to[f])
				}
			}
			for f := range tc.from {
				if !judge.Equal(f, tc.from[f], updated.Before[f]) {
					t.Errorf("before, the client had %v for %s, not %v", updated.Before[f], f, tc.from[f])
				}
			}
			puts := 0
			for _, r := range sim.Requests() {
				if r.Method == http.MethodPut {
					puts++
				}
			}
			if puts != tc.puts {
				t.Errorf("it took %d edits, not %d", puts, tc.puts)
			}
		})
	}
}
