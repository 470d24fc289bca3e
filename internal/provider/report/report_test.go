package report

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestNaming(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ at, summary, detail, wantSummary, wantDetail string }{
		{"", "Oops", "It broke.", "Oops", "It broke."},
		{"id", "Invalid value", "Did it decide?", "Invalid value: id", "id: Did it decide?"},
		{"id", "The id is wrong", "Set id.", "The id is wrong", "Set id."},
		{"jwks", "The jwks_uri", "hydra.jwks is one; jwks_uri is another", "The jwks_uri: jwks", "jwks: hydra.jwks is one; jwks_uri is another"},
		{"jwks", "jwks", "jwks and jwks_uri exclude each other", "jwks", "jwks and jwks_uri exclude each other"},
		{"hydra", "Set hydra.owner", "Set hydra. Then apply.", "Set hydra.owner: hydra", "Set hydra. Then apply."},
		{"hydra.owner", "(hydra.owner)", "No \"hydra.owner\", no client.", "(hydra.owner)", "No \"hydra.owner\", no client."},
	} {
		summary, detail := naming(tc.at, tc.summary, tc.detail)
		if diff := cmp.Diff([2]string{tc.wantSummary, tc.wantDetail}, [2]string{summary, detail}); diff != "" {
			t.Errorf("naming(%q, %q, %q) (-want +got):\n%s", tc.at, tc.summary, tc.detail, diff)
		}
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	for dotted, want := range map[string]path.Path{
		"": path.Empty(), "jwks": path.Root("jwks"), "hydra.owner": path.Root("hydra").AtName("owner"),
	} {
		if got := Path(dotted); !got.Equal(want) {
			t.Errorf("Path(%q) = %s, want %s", dotted, got, want)
		}
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	one := &oauthclient.Error{Kind: oauthclient.ErrInvalid, Err: errors.New("cause")}
	two := errors.New("two")
	for _, tc := range []struct {
		err  error
		want int
	}{{nil, 0}, {one, 1}, {two, 1}, {errors.Join(one, two), 2}, {errors.Join(errors.Join(one, two), two), 3}} {
		if got := split(tc.err); len(got) != tc.want {
			t.Errorf("split(%v) has %d parts, want %d", tc.err, len(got), tc.want)
		}
	}
}

func TestAbout(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"": "It expires", "shop": `It expires (client "shop")`, "a \"b\"": `It expires (client "a \"b\"")`} {
		if got := about("It expires", "client", name); got != want {
			t.Errorf("about(%q) = %q, want %q", name, got, want)
		}
	}
}

// What is unusual about one field is one problem, without a change of what it was made of; errors stay apart.
func TestMerge(t *testing.T) {
	t.Parallel()
	one, other := oauthclient.ClientName, oauthclient.ClientURI
	first := oauthclient.Unusual(one, "A.")
	first.Advice = "Do b."
	problems := []*oauthclient.Error{
		first, oauthclient.Invalid(one, "Wrong."), oauthclient.Unusual(other, "C."), oauthclient.Unusual(one, "D."), oauthclient.Invalid(one, "Wrong, too."),
		{Kind: oauthclient.ErrUnusual, Field: one, Message: "E.", Advice: "Do f."},
	}
	problems[3].Advice = "Do b."
	var got []string
	for _, problem := range merge(problems) {
		got = append(got, problem.Error())
	}
	want := []string{"client_name: A.\n\nD.\n\nE. Do b.\n\nDo f.", "client_name: Wrong.", "client_uri: C.", "client_name: Wrong, too."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Merge (-want +got):\n%s", diff)
	}
	if first.Error() != "client_name: A. Do b." {
		t.Errorf("a problem was changed: %v", first)
	}
}
