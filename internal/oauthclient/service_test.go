package oauthclient_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// TestService_refuses sends nothing that the backend has no place for or calls invalid, and is not stopped by a warning.
func TestService_refuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		desired oauthclient.Client
		invalid []*oauthclient.Error
		want    error // nil when it is sent
	}{
		{"unsupported", oauthclient.Client{oauthclient.JWKSURI: "https://example.com"}, nil, oauthclient.ErrUnsupported},
		{"invalid", nil, []*oauthclient.Error{oauthclient.Invalid(oauthclient.ClientName, "No.")}, oauthclient.ErrInvalid},
		{"unusual", nil, []*oauthclient.Error{{Kind: oauthclient.ErrUnusual}}, nil},
		{"fine", nil, nil, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			driver := &stub{server: oauthclient.Client{oauthclient.ClientName: "name"}}
			service := newService(driver, func(p *oauthclient.Profile) {
				p.Check = func(oauthclient.Client, oauthclient.FieldSet) []*oauthclient.Error { return tc.invalid }
			})
			desired := tc.desired.With(oauthclient.ClientName, "name")
			_, createErr := service.Create(t.Context(), desired)
			_, updateErr := service.Update(t.Context(), nil, desired)
			if !errors.Is(createErr, tc.want) || !errors.Is(updateErr, tc.want) {
				t.Errorf("Create returned %v and Update %v", createErr, updateErr)
			}
			if sent := len(driver.calls) > 0; sent != (tc.want == nil) {
				t.Errorf("the driver was asked for %v", driver.calls)
			}
		})
	}
}

// TestService_sends checks what reaches the driver: no value that says no more than an absent one, but an explicit
// false, since a server's default may be true.
func TestService_sends(t *testing.T) {
	t.Parallel()
	driver := &stub{server: oauthclient.Client{oauthclient.ClientName: "name"}}
	service := newService(driver, withoutSecrets)
	desired := oauthclient.Client{
		oauthclient.ClientName:      "name",
		oauthclient.RequireAuthTime: false,
		oauthclient.Contacts:        set{},
		oauthclient.SubjectType:     "",
		labels:                      map[string]string{},
	}
	want := desired.Only(oauthclient.NewFieldSet(oauthclient.ClientName, oauthclient.RequireAuthTime))
	if _, err := service.Create(t.Context(), desired); err != nil {
		t.Errorf("Create: %v", err)
	}
	if diff := cmp.Diff(want, driver.desired, byIdentity); diff != "" {
		t.Errorf("Create sends (-want +got):\n%s", diff)
	}
	if _, err := service.Update(t.Context(), oauthclient.Client{oauthclient.ClientName: "old"}, desired); err != nil {
		t.Errorf("Update: %v", err)
	}
	if diff := cmp.Diff(want, driver.desired, byIdentity); diff != "" {
		t.Errorf("Update sends (-want +got):\n%s", diff)
	}
}

func TestServiceUpdate_nothing(t *testing.T) {
	t.Parallel()
	known := oauthclient.Client{oauthclient.ID: "a", oauthclient.ClientSecret: "secret", oauthclient.Contacts: set{"a", "b"}}
	for _, tc := range []struct {
		name    string
		desired oauthclient.Client
		sends   bool
	}{
		{"the same", oauthclient.Client{oauthclient.Contacts: set{"b", "a"}}, false},
		{"the same and empty values", oauthclient.Client{oauthclient.Contacts: set{"b", "a"}, oauthclient.ClientName: ""}, false},
		{"a removal", oauthclient.Client{}, true},
		{"a secret", oauthclient.Client{oauthclient.Contacts: set{"b", "a"}, oauthclient.ClientSecret: "secret"}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			driver := &stub{server: tc.desired}
			updated, err := newService(driver).Update(t.Context(), known, tc.desired)
			if err != nil {
				t.Fatal(err)
			}
			if sent := len(driver.calls) > 0; sent != tc.sends {
				t.Errorf("the driver was asked for %v", driver.calls)
			}
			if !tc.sends && !cmp.Equal(known, updated.Client, byIdentity) {
				t.Errorf("Update returned %v", updated.Client)
			}
		})
	}
}

// TestService_notStored compares what was asked for with what the server has afterwards.
func TestService_notStored(t *testing.T) {
	t.Parallel()
	one := func(f oauthclient.Field, v any) oauthclient.Client { return oauthclient.Client{f: v} }
	for _, tc := range []struct {
		name                   string
		known, desired, server oauthclient.Client
		// want is the message, "" when all is well.
		want string
	}{
		{name: "stored", desired: one(oauthclient.ClientName, "a"), server: one(oauthclient.ClientName, "a")},
		{name: "stored in another spelling", desired: one(lifetime, "90m"), server: one(lifetime, "1h30m0s")},
		{name: "empty", desired: one(oauthclient.Contacts, set{})},
		{name: "a secret that is not disclosed", desired: one(oauthclient.ClientSecret, "secret")},
		{name: "more than asked for", server: one(oauthclient.Contacts, set{"a"})},
		{
			name: "dropped", desired: one(oauthclient.Contacts, set{"a"}),
			want: `contacts: The server took ["a"] for contacts and does not show it.`,
		},
		{
			name: "stored differently", desired: one(oauthclient.ClientName, "a"), server: one(oauthclient.ClientName, "b"),
			want: `client_name: The server was sent "a" for client_name and has "b".`,
		},
		{
			name: "false, stored as true", desired: one(oauthclient.RequireAuthTime, false), server: one(oauthclient.RequireAuthTime, true),
			want: "require_auth_time: The server was sent false for require_auth_time and has true.",
		},
		{
			name: "not removed", known: one(oauthclient.ClientName, "a"), server: one(oauthclient.ClientName, "a"),
			want: `client_name: client_name was removed from the configuration, but the server still has "a".`,
		},
		{name: "removed", known: one(oauthclient.ClientName, "a")},
		{name: "removed, and something else filled in", known: one(oauthclient.ClientName, "a"), server: one(oauthclient.ClientName, "b")},
		{name: "not removed, and filled in", known: one(oauthclient.Scopes, set{"a"}), server: one(oauthclient.Scopes, set{"a"})},
		{name: "not removed, and perhaps inherited", known: one(policy, "a"), server: one(policy, "a")},
		{
			name: "not removed, and empty", known: one(tags, set{}), server: one(tags, set{}),
			want: "stub.tags: stub.tags was removed from the configuration, but the server still has [].",
		},
		{
			name: "empty and not stored", desired: one(tags, set{}),
			want: "stub.tags: The server took [] for stub.tags and does not show it.",
		},
		{
			name: "a flag that is not removed", known: one(triState, true), server: one(triState, true),
			want: "stub.tri_state: stub.tri_state was removed from the configuration, but the server still has true.",
		},
		{
			name: "not removed, and not the default", known: one(oauthclient.SubjectType, "pairwise"), server: one(oauthclient.SubjectType, "pairwise"),
			want: `subject_type: subject_type was removed from the configuration, but the server still has "pairwise".`,
		},
		{name: "removed, the default", known: one(oauthclient.SubjectType, "public"), server: one(oauthclient.SubjectType, "public")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			service := newService(&stub{server: tc.server.With(oauthclient.ID, "a")})
			// Something else changes too, so that there is an update in any case.
			known := tc.known.With(oauthclient.DefaultMaxAge, int64(5))
			updated, err := service.Update(t.Context(), known, tc.desired)
			mustReport(t, "Update", err, tc.want)
			if !updated.Client.Has(oauthclient.ID) {
				t.Errorf("Update returned %v", updated.Client)
			}
			if tc.known != nil {
				return
			}
			created, err := service.Create(t.Context(), tc.desired)
			mustReport(t, "Create", err, tc.want)
			if !created.Client.Has(oauthclient.ID) {
				t.Errorf("Create returned %v", created.Client)
			}
		})
	}
}

func mustReport(t *testing.T, operation string, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("%s returned %v", operation, err)
	case want == "":
	case !errors.Is(err, oauthclient.ErrNotStored) || !strings.HasPrefix(err.Error(), want):
		t.Errorf("%s returned %v, not %q", operation, err, want)
	}
}

// TestService_errors names the backend and the operation in an error that a driver returned bare, and passes others on.
func TestService_errors(t *testing.T) {
	t.Parallel()
	known := oauthclient.Client{oauthclient.ID: "a"}
	desired := oauthclient.Client{oauthclient.ClientName: "name"}
	type operation = func(context.Context, *oauthclient.Service) (oauthclient.Result, error)
	for name, run := range map[string]operation{
		"create": func(ctx context.Context, s *oauthclient.Service) (oauthclient.Result, error) {
			return s.Create(ctx, desired)
		},
		"read": func(ctx context.Context, s *oauthclient.Service) (oauthclient.Result, error) {
			return s.Read(ctx, known)
		},
		"update": func(ctx context.Context, s *oauthclient.Service) (oauthclient.Result, error) {
			return s.Update(ctx, known, desired)
		},
		"rotate the secret of": func(ctx context.Context, s *oauthclient.Service) (oauthclient.Result, error) {
			return s.RotateSecret(ctx, known)
		},
		"retire the old secrets of": func(ctx context.Context, s *oauthclient.Service) (oauthclient.Result, error) {
			return oauthclient.Result{}, s.RetireSecrets(ctx, known)
		},
		"delete": func(ctx context.Context, s *oauthclient.Service) (oauthclient.Result, error) {
			return oauthclient.Result{}, s.Delete(ctx, known)
		},
		"find": func(ctx context.Context, s *oauthclient.Service) (oauthclient.Result, error) {
			_, err := s.Find(ctx, desired)
			return oauthclient.Result{}, err
		},
		"list": func(ctx context.Context, s *oauthclient.Service) (oauthclient.Result, error) {
			return oauthclient.Result{}, s.List(ctx, oauthclient.Filter{}, func(oauthclient.Listed) bool { return true })
		},
		"inspect": func(ctx context.Context, s *oauthclient.Service) (oauthclient.Result, error) {
			_, err := s.Inspect(ctx, desired)
			return oauthclient.Result{}, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bare := errors.New("bare")
			_, err := run(t.Context(), newService(&stub{err: bare}))
			if !errors.Is(err, bare) || err.Error() != "stub: "+name+" client: bare" {
				t.Errorf("a bare error becomes %v", err)
			}
			typed := &oauthclient.Error{Kind: oauthclient.ErrDenied, Message: "No."}
			partial := oauthclient.Client{oauthclient.ID: "a"}
			got, err := run(t.Context(), newService(&stub{err: typed, server: partial}, withoutSecrets))
			if !errors.Is(err, oauthclient.ErrDenied) || err.Error() != "No." {
				t.Errorf("a typed error becomes %v", err)
			}
			if writes := name == "create" || name == "update"; writes && !cmp.Equal(partial, got.Client, byIdentity) {
				t.Errorf("what the driver returned with its error becomes %v", got.Client)
			}
		})
	}
}

// withoutSecrets makes the server the one that sets secrets, so that none is made here.
func withoutSecrets(p *oauthclient.Profile) {
	for i := range p.Properties {
		if p.Properties[i].Field == oauthclient.ClientSecret {
			p.Properties[i].Behaviour = oauthclient.Issued
		}
	}
}

// TestService_unable asks for operations that the server does not have.
func TestService_unable(t *testing.T) {
	t.Parallel()
	driver := &stub{}
	service := newService(driver, func(p *oauthclient.Profile) { p.Can = oauthclient.Capabilities{} })
	_, findErr := service.Find(t.Context(), nil)
	_, rotateErr := service.RotateSecret(t.Context(), nil)
	listErr, retireErr := service.List(t.Context(), oauthclient.Filter{}, nil), service.RetireSecrets(t.Context(), nil)
	for name, err := range map[string]error{"Find": findErr, "RotateSecret": rotateErr, "List": listErr, "RetireSecrets": retireErr} {
		if !errors.Is(err, oauthclient.ErrUnsupported) || len(driver.calls) > 0 {
			t.Errorf("%s returned %v, and the driver was asked for %v", name, err, driver.calls)
		}
	}
	unable := oauthclient.Unable{}
	_, findErr = unable.Find(t.Context(), oauthclient.Wanted{})
	_, rotateErr = unable.RotateSecret(t.Context(), nil)
	listErr, retireErr = unable.List(t.Context(), oauthclient.Filter{}, nil), unable.RetireSecrets(t.Context(), nil)
	for name, err := range map[string]error{"Find": findErr, "RotateSecret": rotateErr, "List": listErr, "RetireSecrets": retireErr} {
		if !errors.Is(err, oauthclient.ErrUnsupported) {
			t.Errorf("%s of a driver that is unable returned %v", name, err)
		}
	}
	if problems, err := unable.Inspect(t.Context(), nil); problems != nil || err != nil {
		t.Errorf("Inspect of a driver that is unable returned %v and %v", problems, err)
	}
}

// TestServiceCreate_secret makes the secret of a client that needs one, and no other.
func TestServiceCreate_secret(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		desired oauthclient.Client
		change  func(p *oauthclient.Profile)
		// made says that a secret is made, and given is one that must be sent.
		made  bool
		given string
	}{
		{"none given", nil, nil, true, ""},
		{"an empty one", oauthclient.Client{oauthclient.ClientSecret: ""}, nil, true, ""},
		{"given", oauthclient.Client{oauthclient.ClientSecret: "given"}, nil, false, "given"},
		{"public", oauthclient.Client{oauthclient.TokenEndpointAuthMethod: "none"}, nil, false, ""},
		{"with a certificate", oauthclient.Client{oauthclient.TokenEndpointAuthMethod: "tls_client_auth"}, nil, false, ""},
		{"made by the server", nil, withoutSecrets, false, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			driver := &stub{server: tc.desired.With(oauthclient.ClientSecret, "********")}
			change := tc.change
			if change == nil {
				change = func(*oauthclient.Profile) {}
			}
			created, err := newService(driver, change).Create(t.Context(), tc.desired)
			if err != nil {
				t.Fatal(err)
			}
			sent := driver.desired.Text(oauthclient.ClientSecret)
			switch {
			case tc.made && len(sent) < 52:
				t.Errorf("a secret of %d characters was made", len(sent))
			case !tc.made && sent != tc.given:
				t.Errorf("the secret %q was sent, not %q", sent, tc.given)
			case sent != "" && created.Client.Text(oauthclient.ClientSecret) != sent:
				t.Error("Create returned another secret than it sent")
			}
		})
	}
}

// TestService_adjusts tells of values that a server may adjust, where they are errors elsewhere.
func TestService_adjusts(t *testing.T) {
	t.Parallel()
	known := oauthclient.Client{oauthclient.Contacts: set{"a"}}
	desired := oauthclient.Client{oauthclient.ClientName: "name", oauthclient.SubjectType: "pairwise"}
	driver := &stub{server: oauthclient.Client{oauthclient.ClientName: "other", oauthclient.SubjectType: "pairwise", oauthclient.Contacts: set{"a"}}}
	service := newService(driver, adjusting)
	updated, err := service.Update(t.Context(), known, desired)
	if err != nil {
		t.Fatal(err)
	}
	var adjusted []oauthclient.Field
	for _, notice := range updated.Notices {
		adjusted = append(adjusted, notice.Field)
		// What was removed is in no configuration.
		says := map[oauthclient.Field]string{oauthclient.ClientName: "stays in the state", oauthclient.Contacts: "stays like that"}[notice.Field]
		if !strings.Contains(notice.Detail, says) || strings.Contains(notice.Detail, "stays in the state") != (notice.Field == oauthclient.ClientName) {
			t.Errorf("%s: %s", notice.Field, notice.Detail)
		}
	}
	if diff := cmp.Diff([]oauthclient.Field{oauthclient.ClientName, oauthclient.Contacts}, adjusted, byIdentity); diff != "" {
		t.Errorf("notices (-want +got):\n%s", diff)
	}
}

// TestService_kept tells of a value that was removed and is there all the same, where the server may have filled in the same one.
func TestService_kept(t *testing.T) {
	t.Parallel()
	known := oauthclient.Client{
		oauthclient.ID: "a", oauthclient.GrantTypes: set{"implicit"}, policy: "strict", oauthclient.Scopes: set{"openid"}, oauthclient.SubjectType: "public",
	}
	for _, tc := range []struct {
		name   string
		server oauthclient.Client
		want   []string
	}{
		{"as before", known, []string{"grant_types is on the server as before", "stub.policy is on the server as before"}},
		{"others", known.With(oauthclient.GrantTypes, set{"authorization_code"}).With(policy, "lax"), nil},
		{"gone", known.Without(oauthclient.GrantTypes, policy), nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for name, judge := range map[string]*oauthclient.Judge{"keeps what it is given": newJudge(), "adjusts what it is given": newJudge(adjusting)} {
				updated, err := oauthclient.NewService(judge, &stub{server: tc.server}).Update(t.Context(), known, oauthclient.Client{})
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, notice := range updated.Notices {
					got = append(got, notice.Summary)
				}
				if diff := cmp.Diff(tc.want, got); diff != "" {
					t.Errorf("a server that %s: notices (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

func TestServiceInspect(t *testing.T) {
	t.Parallel()
	problem := oauthclient.Invalid(oauthclient.ClientName, "No.")
	problems, err := newService(&stub{problems: []*oauthclient.Error{problem}}).Inspect(t.Context(), nil)
	if len(problems) != 1 || problems[0] != problem || err != nil {
		t.Errorf("Inspect returned %v and %v", problems, err)
	}
}

func TestService_server(t *testing.T) {
	t.Parallel()
	if server := newService(&stub{}).Server(); server != "https://stub.example.com" {
		t.Errorf("the server is %q", server)
	}
}

func TestShowValue(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		field oauthclient.Field
		value any
		want  string
	}{
		{oauthclient.ClientName, `a "b"`, `"a \"b\""`},
		{oauthclient.ClientName, "a <&> b", `"a <&> b"`},
		{oauthclient.Contacts, set{"a", "b"}, `["a","b"]`},
		{oauthclient.RequireAuthTime, true, "true"},
		{oauthclient.DefaultMaxAge, int64(5), "5"},
		{oauthclient.ClientName, nil, "nothing"},
		{oauthclient.ClientSecret, nil, "(a sensitive value)"},
		{oauthclient.ClientSecret, "secret", "(a sensitive value)"},
		{oauthclient.RegistrationAccessToken, "token", "(a sensitive value)"},
	} {
		if got := oauthclient.ShowValue(tc.field, tc.value); got != tc.want {
			t.Errorf("%s: %s, not %s", tc.field, got, tc.want)
		}
	}
}
