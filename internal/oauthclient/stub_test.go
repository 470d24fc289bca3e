package oauthclient_test

import (
	"context"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Fields of a stub beside those of the package.
var (
	lifetime = oauthclient.NewField("stub.lifetime", oauthclient.Duration)
	labels   = oauthclient.NewField("stub.labels", oauthclient.Map)
	// triState is a flag that the server keeps apart from false when it is absent.
	triState = oauthclient.NewField("stub.tri_state", oauthclient.Bool)
	// unsure may have a default or not.
	unsure = oauthclient.NewField("stub.unsure", oauthclient.String)
)

// A stub is a backend whose answers a test decides. It notes what it was asked for.
type stub struct {
	// server is what every operation returns, with err.
	server oauthclient.Client
	err    error
	// calls are the operations so far, and desired what the last write asked for.
	calls   []string
	desired oauthclient.Client
	invalid []*oauthclient.Error
}

var (
	_ oauthclient.Backend       = (*stub)(nil)
	_ oauthclient.Validator     = (*stub)(nil)
	_ oauthclient.Canonicalizer = (*stub)(nil)
)

func (*stub) Name() string { return "stub" }

func (*stub) Supports() oauthclient.FieldSet {
	return oauthclient.NewFieldSet(
		oauthclient.ClientID, oauthclient.ClientSecret, oauthclient.ClientName, oauthclient.Contacts, oauthclient.Scopes,
		oauthclient.GrantTypes, oauthclient.SubjectType, oauthclient.ApplicationType, oauthclient.RequireAuthTime,
		oauthclient.DefaultMaxAge, lifetime, labels, triState, unsure)
}

func (*stub) Fills() map[oauthclient.Field]oauthclient.Fill {
	return map[oauthclient.Field]oauthclient.Fill{
		oauthclient.ClientID:         {},
		oauthclient.ClientSecret:     {},
		oauthclient.ClientIDIssuedAt: {},
		oauthclient.GrantTypes:       {},
		oauthclient.Scopes:           {Default: []string{"openid"}, Varies: true},
		oauthclient.SubjectType:      {Default: "public"},
		lifetime:                     {Default: "1h"},
		triState:                     {KeepsFalse: true},
		unsure:                       {Default: "a", Unsure: true},
	}
}

// Canonical says that the server writes application types in lower case.
func (*stub) Canonical(f oauthclient.Field, v any) any {
	if text, ok := v.(string); ok && f == oauthclient.ApplicationType {
		return strings.ToLower(text)
	}
	return v
}

func (s *stub) Validate(oauthclient.Client, oauthclient.FieldSet) []*oauthclient.Error {
	return s.invalid
}

func (s *stub) Create(_ context.Context, desired oauthclient.Client) (oauthclient.Client, error) {
	s.calls, s.desired = append(s.calls, "Create"), desired
	return s.server, s.err
}

func (s *stub) Read(context.Context, oauthclient.Client) (oauthclient.Client, error) {
	s.calls = append(s.calls, "Read")
	return s.server, s.err
}

func (s *stub) Update(_ context.Context, _, desired oauthclient.Client) (oauthclient.Client, error) {
	s.calls, s.desired = append(s.calls, "Update"), desired
	return s.server, s.err
}

func (s *stub) Delete(context.Context, oauthclient.Client) error {
	s.calls = append(s.calls, "Delete")
	return s.err
}
