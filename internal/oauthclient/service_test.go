package oauthclient_test

import (
	"context"
	"encoding/base32"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestServiceValidate(t *testing.T) {
	t.Parallel()
	rule := oauthclient.Invalid(oauthclient.ClientName, "No names here.")
	service := oauthclient.NewService(&stub{invalid: []*oauthclient.Error{rule}})
	problems := service.Validate(oauthclient.Client{
		oauthclient.ClientName:            "name",
		oauthclient.JWKSURI:               "https://example.com",
		oauthclient.DPoPBoundAccessTokens: true,
		oauthclient.LogoURI:               "", // says no more than an absent one
		oauthclient.RequestURIs:           set{},
	}, nil)
	want := []string{
		"dpop_bound_access_tokens: The stub backend has no place for dpop_bound_access_tokens.",
		"jwks_uri: The stub backend has no place for jwks_uri.",
		"client_name: No names here.",
	}
	if diff := cmp.Diff(want, messages(problems)); diff != "" {
		t.Errorf("Validate (-want +got):\n%s", diff)
	}
	for _, problem := range problems[:2] {
		if !errors.Is(problem, oauthclient.ErrUnsupported) {
			t.Errorf("%v is not ErrUnsupported", problem)
		}
	}
}

func messages(problems []*oauthclient.Error) []string {
	texts := make([]string, len(problems))
	for i, problem := range problems {
		texts[i] = problem.Error()
	}
	return texts
}

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
			backend := &stub{invalid: tc.invalid, server: oauthclient.Client{oauthclient.ClientName: "name"}}
			service, desired := oauthclient.NewService(backend), tc.desired.With(oauthclient.ClientName, "name")
			_, createErr := service.Create(t.Context(), desired)
			_, updateErr := service.Update(t.Context(), nil, desired)
			if !errors.Is(createErr, tc.want) || !errors.Is(updateErr, tc.want) {
				t.Errorf("Create returned %v and Update %v", createErr, updateErr)
			}
			if sent := len(backend.calls) > 0; sent != (tc.want == nil) {
				t.Errorf("the backend was asked for %v", backend.calls)
			}
		})
	}
}

// TestService_sends checks what reaches the driver: no value that says no more than an absent one, but an explicit
// false, since a server's default may be true.
func TestService_sends(t *testing.T) {
	t.Parallel()
	backend := &stub{server: oauthclient.Client{oauthclient.ClientName: "name"}}
	service := oauthclient.NewService(backend)
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
	if diff := cmp.Diff(want, backend.desired); diff != "" {
		t.Errorf("Create sends (-want +got):\n%s", diff)
	}
	if _, err := service.Update(t.Context(), oauthclient.Client{oauthclient.ClientName: "old"}, desired); err != nil {
		t.Errorf("Update: %v", err)
	}
	if diff := cmp.Diff(want, backend.desired); diff != "" {
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
			backend := &stub{server: tc.desired}
			updated, err := oauthclient.NewService(backend).Update(t.Context(), known, tc.desired)
			if err != nil {
				t.Fatal(err)
			}
			if sent := len(backend.calls) > 0; sent != tc.sends {
				t.Errorf("the backend was asked for %v", backend.calls)
			}
			if !tc.sends && !cmp.Equal(known, updated) {
				t.Errorf("Update returned %v", updated)
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
			want: `contacts: The server took ["a"] and did not store it.`,
		},
		{
			name: "stored differently", desired: one(oauthclient.ClientName, "a"), server: one(oauthclient.ClientName, "b"),
			want: `client_name: The server was sent "a" and stored "b".`,
		},
		{
			name: "false, stored as true", desired: one(oauthclient.RequireAuthTime, false), server: one(oauthclient.RequireAuthTime, true),
			want: "openid.require_auth_time: The server was sent false and stored true.",
		},
		{
			name: "not removed", known: one(oauthclient.ClientName, "a"), server: one(oauthclient.ClientName, "a"),
			want: `client_name: client_name was removed from the configuration, but the server still has "a".`,
		},
		{name: "removed", known: one(oauthclient.ClientName, "a")},
		{name: "removed, and something else filled in", known: one(oauthclient.ClientName, "a"), server: one(oauthclient.ClientName, "b")},
		{
			name: "not removed, and not the default", known: one(oauthclient.SubjectType, "pairwise"), server: one(oauthclient.SubjectType, "pairwise"),
			want: "openid.subject_type: openid.subject_type was removed from the configuration, but the server still has \"pairwise\".",
		},
		{
			name: "a flag that is not removed", known: one(triState, true), server: one(triState, true),
			want: "stub.tri_state: stub.tri_state was removed from the configuration, but the server still has true.",
		},
		{name: "removed, the default", known: one(oauthclient.SubjectType, "public"), server: one(oauthclient.SubjectType, "public")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			backend := &stub{server: tc.server.With(oauthclient.ID, "a")}
			service := oauthclient.NewService(backend)
			// Something else changes too, so that there is an update in any case.
			known := tc.known.With(oauthclient.DefaultMaxAge, int64(5))
			updated, err := service.Update(t.Context(), known, tc.desired)
			mustReport(t, "Update", err, tc.want)
			if !updated.Has(oauthclient.ID) {
				t.Errorf("Update returned %v", updated)
			}
			if tc.known != nil {
				return
			}
			created, err := service.Create(t.Context(), tc.desired)
			mustReport(t, "Create", err, tc.want)
			if !created.Has(oauthclient.ID) {
				t.Errorf("Create returned %v", created)
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
	operations := map[string]func(context.Context, *oauthclient.Service) (oauthclient.Client, error){
		"create": func(ctx context.Context, s *oauthclient.Service) (oauthclient.Client, error) {
			return s.Create(ctx, desired)
		},
		"read": func(ctx context.Context, s *oauthclient.Service) (oauthclient.Client, error) {
			return s.Read(ctx, known)
		},
		"update": func(ctx context.Context, s *oauthclient.Service) (oauthclient.Client, error) {
			return s.Update(ctx, known, desired)
		},
		"delete": func(ctx context.Context, s *oauthclient.Service) (oauthclient.Client, error) {
			return nil, s.Delete(ctx, known)
		},
	}
	for name, run := range operations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bare := errors.New("bare")
			_, err := run(t.Context(), oauthclient.NewService(&stub{err: bare}))
			if !errors.Is(err, bare) || err.Error() != "stub: "+name+" client: bare" {
				t.Errorf("a bare error becomes %v", err)
			}
			typed := &oauthclient.Error{Kind: oauthclient.ErrDenied, Message: "No."}
			partial := oauthclient.Client{oauthclient.ID: "a"}
			got, err := run(t.Context(), oauthclient.NewService(&stub{err: typed, server: partial}))
			if !errors.Is(err, oauthclient.ErrDenied) || err.Error() != "No." {
				t.Errorf("a typed error becomes %v", err)
			}
			if writes := name == "create" || name == "update"; writes && !cmp.Equal(partial, got) {
				t.Errorf("what the driver returned with its error becomes %v", got)
			}
		})
	}
}

func TestServiceReplaces(t *testing.T) {
	t.Parallel()
	known := oauthclient.Client{oauthclient.ClientID: "a"}
	for _, tc := range []struct {
		name    string
		desired oauthclient.Client
		unknown oauthclient.FieldSet
		want    bool
	}{
		{"the same client_id", oauthclient.Client{oauthclient.ClientID: "a"}, nil, false},
		{"no client_id", nil, nil, false},
		{"an empty client_id", oauthclient.Client{oauthclient.ClientID: ""}, nil, false},
		{"another client_id", oauthclient.Client{oauthclient.ClientID: "b"}, nil, true},
		{"a client_id in other letters", oauthclient.Client{oauthclient.ClientID: "A"}, nil, true},
		{"a client_id yet unknown", nil, oauthclient.NewFieldSet(oauthclient.ClientID), true},
		{"something else yet unknown", nil, oauthclient.NewFieldSet(oauthclient.ClientName), false},
	} {
		fields := oauthclient.NewService(&stub{}).Replaces(known, tc.desired, tc.unknown)
		if (len(fields) == 1 && fields[0] == oauthclient.ClientID) != tc.want || len(fields) > 1 {
			t.Errorf("%s: Replaces returned %v", tc.name, fields)
		}
	}
}

func TestService_declarations(t *testing.T) {
	t.Parallel()
	service := oauthclient.NewService(&stub{})
	if service.Name() != "stub" || !service.Supports(oauthclient.ClientName) || service.Supports(oauthclient.JWKSURI) {
		t.Error("the service does not say what the backend says")
	}
	if !service.Issues(oauthclient.ID) || !service.Issues(oauthclient.ClientSecret) || service.Issues(oauthclient.ClientName) {
		t.Error("Issues is not ID and what the server fills in")
	}
	if reissues := service.Reissues(); len(reissues) > 0 {
		t.Errorf("a backend that is no Reissuer reissues %v", reissues)
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
		{oauthclient.Contacts, set{"a", "b"}, `["a","b"]`},
		{oauthclient.RequireAuthTime, true, "true"},
		{oauthclient.DefaultMaxAge, int64(5), "5"},
		{oauthclient.ClientSecret, "secret", "(a sensitive value)"},
		{oauthclient.RegistrationAccessToken, "token", "(a sensitive value)"},
	} {
		if got := oauthclient.ShowValue(tc.field, tc.value); got != tc.want {
			t.Errorf("%s: %s, not %s", tc.field, got, tc.want)
		}
	}
}

func TestNewSecret(t *testing.T) {
	t.Parallel()
	secret := oauthclient.NewSecret()
	if len(secret) != 52 || secret == oauthclient.NewSecret() {
		t.Errorf("two secrets of %d characters", len(secret))
	}
	if rest := strings.Trim(secret, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"); rest != "" {
		t.Errorf("the secret is not of A-Z and 2-7: %q", rest)
	}
	for _, half := range []string{secret[:26], secret[26:]} {
		if bits, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(half); err != nil || len(bits) < 16 {
			t.Errorf("half of the secret holds %d bytes (%v)", len(bits), err)
		}
	}
}
