package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// A provider configuration without a backend is good for functions, ephemeral resources and data sources that need none.
// What needs one says so in the plan, with and without the framework.
func TestNoBackend(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]map[string]any{"nothing": object(), "only http": object("http", object("max_retries", 1))} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t)
			if found := s.configure(t.Context(), settings); len(found) > 0 {
				t.Fatal(found)
			}
			const says = `ERROR \(none\): No backend configured: .*"hydra".*OAUTH_HYDRA_ADMIN_URL`
			wantLine(t, says, s.planCreate(object("client_name", "x")))
			state := s.dynamic(s.client(object("id", "x", "client_id", "x")))
			read, err := s.server.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{TypeName: "oauth_client", CurrentState: state})
			if err != nil {
				t.Fatal(err)
			}
			wantLine(t, says, lines(read.Diagnostics))
			domain := valueOf(s.schemas.ResourceSchemas["oauth_oam_identity_domain"].ValueType(), object("name", "x"))
			planned, err := s.server.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{
				TypeName: "oauth_oam_identity_domain", Config: s.dynamic(domain), ProposedNewState: s.dynamic(domain),
				PriorState: s.dynamic(valueOf(domain.Type(), nil)),
			})
			if err != nil {
				t.Fatal(err)
			}
			wantLine(t, says, lines(planned.Diagnostics))
		})
	}
}

// An environment variable that is nearly a setting is named.
func TestNoBackend_misspelt(t *testing.T) {
	t.Setenv("OAUTH_HYDRA_URL", "http://127.0.0.1:4445")
	t.Setenv("OAUTH_CLIENT_ID", "another program's")
	s := newSession(t)
	if found := s.configure(t.Context(), object()); len(found) > 0 {
		t.Fatal(found)
	}
	wantLine(t, `No backend configured: .*No setting has the name of the environment variable OAUTH_HYDRA_URL\.$`, s.planCreate(object("client_name", "x")))
}
