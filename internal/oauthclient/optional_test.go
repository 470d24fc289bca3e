package oauthclient_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A talkative is a stub that implements all that a backend may.
type talkative struct {
	*stub
	problems []*oauthclient.Error
}

var (
	_ oauthclient.Inspector   = (*talkative)(nil)
	_ oauthclient.Rememberer  = (*talkative)(nil)
	_ oauthclient.Reissuer    = (*talkative)(nil)
	_ oauthclient.Replacer    = (*talkative)(nil)
	_ oauthclient.ClientTyper = (*talkative)(nil)
	_ oauthclient.Noticer     = (*talkative)(nil)
)

// revision is remembered beside the state.
var revision = oauthclient.NewField("stub.revision", oauthclient.Int)

func (b *talkative) Inspect(context.Context, oauthclient.Client) ([]*oauthclient.Error, error) {
	return b.problems, b.err
}

func (*talkative) Remembers() []oauthclient.Field { return []oauthclient.Field{revision} }

func (*talkative) Reissues() map[oauthclient.Field]oauthclient.Reissue {
	return map[oauthclient.Field]oauthclient.Reissue{oauthclient.ClientSecret: oauthclient.Replaced}
}

func (*talkative) Replaces(known, desired oauthclient.Client, _ oauthclient.FieldSet) []oauthclient.Field {
	if oauthclient.Same(oauthclient.ClientName, known[oauthclient.ClientName], desired[oauthclient.ClientName]) {
		return nil
	}
	return []oauthclient.Field{oauthclient.ClientName}
}

func (*talkative) IsPublic(c oauthclient.Client) bool {
	return c.Text(oauthclient.ApplicationType) == "native"
}

func (*talkative) PlanNotices(oauthclient.Client, oauthclient.Client) []oauthclient.Notice {
	return []oauthclient.Notice{{Summary: "plan"}}
}

func (*talkative) StateNotices(context.Context, oauthclient.Client) []oauthclient.Notice {
	return []oauthclient.Notice{{Summary: "state"}}
}

// TestService_optional asks a backend that implements all optional interfaces, and one that implements none.
func TestService_optional(t *testing.T) {
	t.Parallel()
	problem := oauthclient.Invalid(oauthclient.ClientName, "No.")
	silent := oauthclient.NewService(&stub{})
	service := oauthclient.NewService(&talkative{&stub{}, []*oauthclient.Error{problem}})

	if problems, err := silent.Inspect(t.Context(), nil); problems != nil || err != nil {
		t.Errorf("without an Inspector, Inspect returned %v and %v", problems, err)
	}
	if problems, err := service.Inspect(t.Context(), nil); len(problems) != 1 || problems[0] != problem || err != nil {
		t.Errorf("Inspect returned %v and %v", problems, err)
	}
	if len(silent.Remembers()) > 0 || !service.Remembers().Has(revision) {
		t.Errorf("Remembers are %v and %v", silent.Remembers(), service.Remembers())
	}
	if service.Reissues()[oauthclient.ClientSecret] != oauthclient.Replaced {
		t.Errorf("Reissues are %v", service.Reissues())
	}
	known := oauthclient.Client{oauthclient.ClientID: "a", oauthclient.ClientName: "name"}
	if fields := service.Replaces(known, oauthclient.Client{oauthclient.ClientID: "b"}, nil); len(fields) != 2 {
		t.Errorf("Replaces returned %v", fields)
	}
	if silent.PlanNotices(nil, nil) != nil || silent.StateNotices(t.Context(), nil) != nil {
		t.Error("without a Noticer there are notices")
	}
	got := append(service.PlanNotices(nil, nil), service.StateNotices(t.Context(), nil)...)
	if diff := cmp.Diff("plan state", got[0].Summary+" "+got[1].Summary); diff != "" {
		t.Errorf("notices:\n%s", diff)
	}
}

func TestServiceInspect_error(t *testing.T) {
	t.Parallel()
	bare := errors.New("bare")
	problems, err := oauthclient.NewService(&talkative{stub: &stub{err: bare}}).Inspect(t.Context(), nil)
	if problems != nil || !errors.Is(err, bare) || err.Error() != "stub: inspect client: bare" {
		t.Errorf("Inspect returned %v and %v", problems, err)
	}
}

func TestServiceIsPublic(t *testing.T) {
	t.Parallel()
	silent, service := oauthclient.NewService(&stub{}), oauthclient.NewService(&talkative{stub: &stub{}})
	for _, tc := range []struct {
		name           string
		client         oauthclient.Client
		silent, public bool
	}{
		{"by its method", oauthclient.Client{oauthclient.TokenEndpointAuthMethod: "none"}, true, true},
		{"by another sign", oauthclient.Client{oauthclient.ApplicationType: "native"}, false, true},
		{"not", oauthclient.Client{oauthclient.TokenEndpointAuthMethod: "private_key_jwt"}, false, false},
		{"nothing known", nil, false, false},
	} {
		if silent.IsPublic(tc.client) != tc.silent || service.IsPublic(tc.client) != tc.public {
			t.Errorf("%s: IsPublic is %t and %t", tc.name, silent.IsPublic(tc.client), service.IsPublic(tc.client))
		}
	}
}
