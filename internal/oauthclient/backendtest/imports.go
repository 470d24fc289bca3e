package backendtest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// imported brings an existing client under management by its ID, with a configuration that says what the state says.
func (s *suite) imported(t *testing.T, id any) *managed {
	t.Helper()
	server := s.read(t, oauthclient.Client{oauthclient.ID: id})
	state := s.service.Imported(server)
	desired := state.Only(s.Judge.Supported()).Without(oauthclient.ClientSecret)
	return &managed{
		suite: s, desired: desired, state: state, server: server,
		baseline: s.service.Baseline(s.service.Change(nil, desired), server),
	}
}

// testImport brings existing clients under management: the imported state settles, and a configuration that says what
// the client was made from changes nothing.
func testImport(t *testing.T, s *suite) {
	for _, sample := range append(s.settable(s.Samples(newUnique())), s.Minimal(newUnique())) {
		m := s.create(t, sample)
		imported := s.imported(t, m.state[oauthclient.ID])
		for when, baseline := range map[string]*oauthclient.Baseline{"without a baseline": nil, "with its baseline": imported.baseline} {
			settled := s.service.Settle(imported.state, imported.server, baseline)
			if diff := cmp.Diff(byPath(imported.state), byPath(settled)); diff != "" {
				t.Errorf("%s an imported client is not settled (-imported +settled):\n%s", when, diff)
			}
		}
		for f := range s.service.Changed(imported.state, sample) {
			if !s.Undisclosed.Has(f) && !s.isOperators(f) {
				t.Errorf("with the configuration that the client was made from, the plan changes %s", f)
			}
		}
		s.remove(t, m.state)
	}
}

// testImportKeeps imports clients of which everything, or nothing, was decided, and changes one field: all that could be
// somebody's choice is in the state, and nothing is lost on the server.
func testImportKeeps(t *testing.T, s *suite) {
	c := s.harmless(t)
	for _, sample := range append(s.settable(s.Samples(newUnique())), s.Minimal(newUnique())) {
		m := s.create(t, sample)
		imported := s.imported(t, m.state[oauthclient.ID])
		for f := range sample {
			if s.Judge.Configures(f) && !s.Undisclosed.Has(f) && !s.mayAdjust() && !s.service.Same(f, sample[f], imported.state[f]) {
				t.Errorf("%s was %v when the client was made, and is %v after an import", f, sample[f], imported.state[f])
			}
		}
		before := imported.server
		imported.update(t, imported.desired.With(c.field, c.variant()))
		imported.mustKeep(t, before, c.field)
		s.remove(t, m.state)
	}
}
