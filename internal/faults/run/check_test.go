package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	configured := func(changes ...func(*client)) map[string]client {
		c := client{keeping: generated, key: "a", name: "n", redirects: []string{"https://b", "https://a"}, scopes: []string{"s"}}
		for _, change := range changes {
			change(&c)
		}
		return map[string]client{c.address(): c}
	}
	state := func(c map[string]client, i instance) map[string]instance {
		for address := range c {
			return map[string]instance{address: i}
		}
		return nil
	}
	asConfigured := held{ID: "1", Name: "n", Redirects: []string{"https://a", "https://b"}, Scopes: []string{"s"}}
	renamed := asConfigured
	renamed.Name = "other"
	good := instance{ClientID: "1", Secret: "right", Token: "right"}
	for name, tc := range map[string]struct {
		configured map[string]client
		state      instance
		held       []held
		want       []kindOfFinding
		// unconverged is wanted of a trial that has not converged.
		unconverged []kindOfFinding
	}{
		"as it should be":  {configured(), good, []held{asConfigured}, nil, nil},
		"orphan":           {configured(), good, []held{asConfigured, {ID: "2"}}, []kindOfFinding{orphan}, []kindOfFinding{orphan}},
		"not on server":    {configured(), good, nil, []kindOfFinding{missing}, nil},
		"another name":     {configured(), good, []held{renamed}, []kindOfFinding{different}, nil},
		"secret refused":   {configured(), instance{ClientID: "1", Secret: "wrong", Token: "right"}, []held{asConfigured}, []kindOfFinding{lostSecret}, []kindOfFinding{lostSecret}},
		"no secret":        {configured(), instance{ClientID: "1", Token: "right"}, []held{asConfigured}, []kindOfFinding{lostSecret}, nil},
		"token refused":    {configured(), instance{ClientID: "1", Secret: "right", Token: "wrong"}, []held{asConfigured}, []kindOfFinding{lostToken}, []kindOfFinding{lostToken}},
		"public":           {configured(func(c *client) { c.keeping = public }), instance{ClientID: "1", Token: "right"}, []held{asConfigured}, nil, nil},
		"write-only":       {configured(func(c *client) { c.keeping, c.secret = writeOnly, "right" }), instance{ClientID: "1", Token: "right"}, []held{asConfigured}, nil, nil},
		"write-only, lost": {configured(func(c *client) { c.keeping, c.secret = writeOnly, "wrong" }), instance{ClientID: "1", Token: "right"}, []held{asConfigured}, []kindOfFinding{lostSecret}, nil},
		"given, another":   {configured(func(c *client) { c.keeping, c.secret = given, "wrong" }), good, []held{asConfigured}, []kindOfFinding{different}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &server{
				authenticates: func(_, secret string) (bool, error) { return secret == "right", nil },
				manages:       func(i instance) (bool, error) { return i.Token == "right", nil },
			}
			for converged, want := range map[bool][]kindOfFinding{true: tc.want, false: tc.unconverged} {
				findings, err := compare(tc.configured, state(tc.configured, tc.state), tc.held, s, converged)
				if err != nil {
					t.Fatal(err)
				}
				var got []kindOfFinding
				for _, f := range findings {
					got = append(got, f.kind)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("converged %t (-want +got):\n%s", converged, diff)
				}
			}
		})
	}
}

func TestParseState(t *testing.T) {
	t.Parallel()
	got, err := parseState([]byte(`{"resources":[
		{"name":"generated","instances":[{"index_key":"c1","attributes":{"id":"i","client_id":"a","client_secret":"s","other":1}}]},
		{"name":"counted","instances":[{"index_key":1,"attributes":{"client_id":"b","client_secret":null,"registration_client_uri":"u","registration_access_token":"t"}}]},
		{"module":"module.m","name":"generated","instances":[{"index_key":"c1","attributes":{"client_id":"c"}}]}
	]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]map[string]instance{
		"": {
			`oauth_client.generated["c1"]`: {ID: "i", ClientID: "a", Secret: "s"},
			`oauth_client.counted[1]`:      {ClientID: "b", URI: "u", Token: "t"},
		},
		"module.m": {`oauth_client.generated["c1"]`: {ClientID: "c"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
