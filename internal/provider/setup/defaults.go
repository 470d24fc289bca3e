package setup

import (
	"errors"
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// defaultFields are those that can have a default for all clients. They stand at the top level of a client: what is inside a
// block cannot be planned for a client that does not have that block (see "Defaults for all clients" in
// internal/docs/design.md).
var defaultFields = []oauthclient.Field{oauthclient.Contacts, oauthclient.LogoURI, oauthclient.PolicyURI, oauthclient.TosURI}

// HasDefault reports whether a field can have a default for all clients.
func HasDefault(f oauthclient.Field) bool { return slices.Contains(defaultFields, f) }

// defaultsBlock has a setting for each of them.
var defaultsBlock = Block{
	Name: "defaults",
	Doc: "Values for all clients whose resources leave them out. They show in plans and in the state as if each resource had them. " +
		"A resource overrules one with a value of its own, also with an empty one (`[]`, `\"\"`).",
	Settings: []Setting{
		{Name: "contacts", Kind: Texts, Doc: "Ways to reach the people responsible for the clients, usually mail addresses."},
		{Name: "logo_uri", Doc: "Logo to show to the end user."},
		{Name: "policy_uri", Doc: "Page on how the clients use personal data."},
		{Name: "tos_uri", Doc: "Page with the terms of service."},
	},
}

// Defaults are values for all clients.
type Defaults struct {
	Known oauthclient.Client
	// Unknown are those that have no value yet.
	Unknown oauthclient.FieldSet
}

// readDefaults reads the block, and reports what the configured kind of server cannot store. Judge may be nil.
func readDefaults(s *Settings, judge *oauthclient.Judge) Defaults {
	defaults := Defaults{Known: oauthclient.Client{}, Unknown: oauthclient.FieldSet{}}
	for _, f := range defaultFields {
		var value any
		if f.Kind() == oauthclient.Set {
			value = s.texts(f.Name())
		} else {
			value = s.text(f.Name())
		}
		switch {
		case s.stateOf(f.Name()) == unknown:
			defaults.Unknown.Add(f)
		case oauthclient.IsEmpty(f, value):
			continue
		default:
			defaults.Known[f] = value
		}
		if judge != nil && !judge.Supports(f) {
			s.problem(f.Name(), "%s has no place for it: leave it out.", judge.Title())
		}
		for _, problem := range oauthclient.CheckValue(f, defaults.Known[f]) {
			if !errors.Is(problem.Kind, oauthclient.ErrUnusual) {
				s.problem(f.Name(), "%s", problem.Message)
			}
		}
	}
	return defaults
}
