package oauthclient_test

import (
	"context"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Fields of a stub beside those of the package.
var (
	lifetime = stubField("lifetime", oauthclient.Duration)
	labels   = stubField("labels", oauthclient.Map)
	// triState and tags are kept apart from false and [] when they are absent.
	triState = stubField("tri_state", oauthclient.Bool)
	tags     = stubField("tags", oauthclient.Set)
	// policy is inherited from a setting of the operator.
	policy = stubField("policy", oauthclient.String)
	// revision is remembered beside the state.
	revision = stubField("revision", oauthclient.Int)
)

func stubField(name string, kind oauthclient.Kind) oauthclient.Field {
	return oauthclient.NewField(oauthclient.Spec{Path: "stub." + name, Kind: kind, Doc: "A field of the tests."})
}

// stubProfile has a field with behaviour of every sort.
func stubProfile() oauthclient.Profile {
	return oauthclient.Profile{
		Name: "stub", Title: "Stub",
		Properties: []oauthclient.Property{
			{Field: oauthclient.ClientID, Behaviour: oauthclient.Stamped},
			{Field: oauthclient.ClientSecret, Behaviour: oauthclient.Stamped},
			{Field: oauthclient.ClientIDIssuedAt, Behaviour: oauthclient.Issued},
			{Field: oauthclient.RegistrationClientURI, Behaviour: oauthclient.Issued, Replaced: true},
			{Field: oauthclient.RegistrationAccessToken, Behaviour: oauthclient.Withheld},
			{Field: oauthclient.ClientName},
			{Field: oauthclient.Contacts},
			{Field: oauthclient.TokenEndpointAuthMethod},
			{Field: oauthclient.JWKSet},
			{Field: oauthclient.ApplicationType, Values: []string{"web", "native", "NATIVE", "Native"}},
			{Field: oauthclient.RequireAuthTime},
			{Field: oauthclient.DefaultMaxAge},
			{Field: oauthclient.DefaultACRValues},
			{Field: oauthclient.GrantTypes, Behaviour: oauthclient.Stamped},
			{Field: oauthclient.Scopes, Behaviour: oauthclient.Stamped, Default: set{"openid"}},
			{Field: oauthclient.SubjectType, Behaviour: oauthclient.Fixed, Default: "public"},
			{Field: lifetime, Behaviour: oauthclient.Fixed, Default: "1h"},
			{Field: labels},
			{Field: triState, EmptyIsAStatement: true},
			{Field: tags, EmptyIsAStatement: true},
			{Field: policy, Behaviour: oauthclient.Inherited},
		},
		Remembers: []oauthclient.Field{revision},
		Can:       oauthclient.Capabilities{List: true, Find: true, RotateSecret: true, OverlapSecrets: true},
		Canonical: func(f oauthclient.Field, v any) any { // the server writes application types in lower case
			if text, ok := v.(string); ok && f == oauthclient.ApplicationType {
				return strings.ToLower(text)
			}
			return v
		},
	}
}

// newJudge returns the judge of a stub's profile that somebody has changed.
func newJudge(changes ...func(p *oauthclient.Profile)) *oauthclient.Judge {
	p := stubProfile()
	for _, change := range changes {
		change(&p)
	}
	return oauthclient.NewJudge(p)
}

// A stub is a driver whose answers a test decides. It notes what it was asked for.
type stub struct {
	// server is what every operation returns, with err.
	server oauthclient.Client
	err    error
	// calls are the operations so far, desired is what the last write asked for, and known what the last operation knew.
	calls          []string
	desired, known oauthclient.Client
	removed        oauthclient.FieldSet
	candidates     []oauthclient.Candidate
	listed         []oauthclient.Listed
	problems       []*oauthclient.Error
}

var _ oauthclient.Driver = (*stub)(nil)

func (s *stub) result(call string) (oauthclient.Result, error) {
	s.calls = append(s.calls, call)
	return oauthclient.Result{Client: s.server}, s.err
}

func (*stub) Server() string { return "https://stub.example.com" }

func (s *stub) Create(_ context.Context, desired oauthclient.Client) (oauthclient.Result, error) {
	s.desired = desired
	return s.result("Create")
}

func (s *stub) Fetch(_ context.Context, known oauthclient.Client) (oauthclient.Fetched, error) {
	s.known = known
	result, err := s.result("Fetch")
	return result.Client, err
}

func (s *stub) Interpret(_ context.Context, fetched oauthclient.Fetched, _ oauthclient.Client) (oauthclient.Result, error) {
	s.calls = append(s.calls, "Interpret")
	client, _ := fetched.(oauthclient.Client)
	return oauthclient.Result{Client: client}, nil
}

func (s *stub) Update(_ context.Context, change oauthclient.Change) (oauthclient.Result, error) {
	s.known, s.desired, s.removed = change.Known, change.Desired, change.Removed
	return s.result("Update")
}

func (s *stub) Delete(_ context.Context, known oauthclient.Client) error {
	s.known = known
	_, err := s.result("Delete")
	return err
}

func (s *stub) Find(_ context.Context, wanted oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	s.desired = wanted.Desired
	_, err := s.result("Find")
	return s.candidates, err
}

func (s *stub) List(_ context.Context, _ oauthclient.Filter, yield func(oauthclient.Listed) bool) error {
	_, err := s.result("List")
	for _, l := range s.listed {
		if !yield(l) {
			break
		}
	}
	return err
}

func (s *stub) RotateSecret(context.Context, oauthclient.Client) (oauthclient.Result, error) {
	return s.result("RotateSecret")
}

func (s *stub) RetireSecrets(context.Context, oauthclient.Client) error {
	_, err := s.result("RetireSecrets")
	return err
}

func (s *stub) Inspect(context.Context, oauthclient.Client) ([]*oauthclient.Error, error) {
	s.calls = append(s.calls, "Inspect")
	return s.problems, s.err
}

// newService returns a service for a driver, with the profile of a stub that somebody has changed.
func newService(driver oauthclient.Driver, changes ...func(p *oauthclient.Profile)) *oauthclient.Service {
	return oauthclient.NewService(newJudge(changes...), driver)
}
