package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
)

const canFail = "can be made to fail"

// fast makes the provider give up early.
func (s *server) fast(resources ...string) string {
	return fmt.Sprintf("provider \"oauth\" {\n  hydra { admin_url = %q }\n  http { max_retries = 1 }\n}\n", s.adminURL) +
		strings.Join(resources, "\n")
}

func (s *server) fail(faults ...hydrasim.Fault) func() {
	return func() { s.sim.FailNext(faults...) }
}

// onlyClient checks that the server has one client, the one in the state.
func (s *server) onlyClient() statecheck.StateCheck {
	return inspect{addressA, func(attributes map[string]any) error {
		clients := s.sim.Clients()
		if _, ok := clients[fmt.Sprint(attributes["id"])]; !ok || len(clients) != 1 {
			return fmt.Errorf("the state has the client %v, the server has %d clients", attributes["id"], len(clients))
		}
		return nil
	}}
}

// The answer to the POST is lost, or stands behind a gateway's error: one client, in the state, and its secret works.
func TestAccClient_createAnswerLost(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault hydrasim.Fault
		body  string
	}{
		"after the client was made":  {hydrasim.Fault{Method: http.MethodPost, Drop: true, AfterProcessing: true}, ``},
		"before it was made":         {hydrasim.Fault{Method: http.MethodPost, Drop: true}, ``},
		"bad gateway":                {hydrasim.Fault{Method: http.MethodPost, Status: 502, Body: "bad gateway", AfterProcessing: true}, ``},
		"gateway timeout":            {hydrasim.Fault{Method: http.MethodPost, Status: 504, AfterProcessing: true}, ``},
		"half an answer":             {hydrasim.Fault{Method: http.MethodPost, Status: 201, Body: `{"client_id": "`, AfterProcessing: true}, ``},
		"with an id and a secret":    {hydrasim.Fault{Method: http.MethodPost, Drop: true, AfterProcessing: true}, "client_id = \"mine\"\nclient_secret = \"a secret of mine\""},
		"with an id":                 {hydrasim.Fault{Method: http.MethodPost, Drop: true, AfterProcessing: true}, "client_id = \"mine\""},
		"busy database":              {withMethod(hydrasim.ConcurrentUpdate(), http.MethodPost), ``},
		"unavailable for the moment": {hydrasim.Fault{Method: http.MethodPost, Status: 503, Header: http.Header{"Retry-After": {"0"}}}, ``},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, hydrasim.Options{}, canFail)
			s.fail(tc.fault)()
			s.test(resource.TestStep{
				Config: s.config(machine(tc.body, `client_name = "x"`)),
				ConfigStateChecks: []statecheck.StateCheck{
					s.onlyClient(), s.secretWorks(nil), s.serverHas(addressA, map[string]any{"client_name": "x"}),
				},
			})
		})
	}
}

func withMethod(fault hydrasim.Fault, method string) hydrasim.Fault {
	fault.Method = method
	return fault
}

// Neither the answer to the POST nor any later one arrives: the state remembers what may be there, and the next apply
// leaves one client.
func TestAccClient_createAnswerLostForGood(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, canFail)
	s.test(
		resource.TestStep{
			PreConfig: func() {
				s.fail(hydrasim.Fault{Method: http.MethodPost, Drop: true, AfterProcessing: true})()
				s.breakAfter(http.MethodPost)()
			},
			Config: s.fast(machine()), ExpectError: wrapped(`Unable to create OAuth client.*Look for it on the server`),
		},
		resource.TestStep{
			PreConfig: s.breakAfter(""), Config: s.fast(machine()),
			ConfigStateChecks: []statecheck.StateCheck{s.onlyClient(), s.secretWorks(nil)},
		},
	)
}

// A lost answer does not make somebody else's client ours.
func TestAccClient_createAnswerLostAndTaken(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, canFail)
	s.create(map[string]any{"client_id": "theirs", "client_name": "theirs"})
	s.fail(hydrasim.Fault{Method: http.MethodPost, Drop: true})()
	s.test(resource.TestStep{
		Config:      s.config(client("a", `client_id = "theirs"`, `client_name = "mine"`)),
		ExpectError: wrapped(`not as it was asked for.*import it with the id "theirs"`),
	})
	if err := s.compare("theirs", map[string]any{"client_name": "theirs"}); err != nil {
		t.Error(err)
	}
}

func TestAccClient_createTaken(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("taken")
	s.create(map[string]any{"client_id": id})
	s.test(resource.TestStep{
		Config:      s.config(client("a", fmt.Sprintf("client_id = %q", id))),
		ExpectError: wrapped(`already.*Choose another client_id, or import that client with the id`),
	})
}

// Every request after the POST fails: the client and its secret are in the state all the same.
func TestAccClient_createThenNothing(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, canFail)
	s.test(
		resource.TestStep{
			PreConfig: s.breakAfter(http.MethodPost), Config: s.fast(machine()), ExpectError: wrapped(`Unable to read OAuth client.*broken`),
		},
		resource.TestStep{
			PreConfig: s.breakAfter(""), Config: s.fast(machine()), ConfigPlanChecks: noChange(),
			ConfigStateChecks: []statecheck.StateCheck{s.onlyClient(), s.secretWorks(nil)},
		},
	)
}

// rotatedBy returns triggers; another text makes a new secret.
func rotatedBy(text string) string {
	return fmt.Sprintf("client_secret_rotation_triggers = { a = %q }", text)
}

// The PUT is answered, and every request after it fails: the new secret is in the state.
func TestAccClient_updateThenNothing(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, canFail)
	config := s.fast(machine(rotatedBy("b"), `client_name = "new"`))
	s.test(
		resource.TestStep{Config: s.fast(machine(rotatedBy("a"), `client_name = "old"`))},
		resource.TestStep{PreConfig: s.breakAfter(http.MethodPut), Config: config, ExpectError: wrapped(`Unable to read OAuth client.*500`)},
		resource.TestStep{
			PreConfig: s.breakAfter(""), Config: config, ConfigPlanChecks: noChange(),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil), s.serverHas(addressA, map[string]any{"client_name": "new"})},
		},
	)
}

// The PUT is carried out and its answer lost: it is sent again, and the secret in the state is the server's.
func TestAccClient_updateAnswerLost(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, canFail)
	s.test(
		resource.TestStep{Config: s.config(machine(rotatedBy("a")))},
		resource.TestStep{
			PreConfig:         s.fail(hydrasim.Fault{Method: http.MethodPut, Drop: true, AfterProcessing: true}),
			Config:            s.config(machine(rotatedBy("b"))),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil)},
		},
	)
}

// The PUT fails with an answer that does not say whether it was carried out, so that nobody knows which secret the client has:
// the next plan makes one, whatever is configured by then.
func TestAccClient_updateFails(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault   hydrasim.Fault
		changed []string
	}{
		"server's error":                   {hydrasim.Fault{Status: 500, Body: `{"error":"broken"}`}, nil},
		"success that says something else": {hydrasim.Fault{Status: 200, Body: `{"error":"broken"}`, AfterProcessing: true}, []string{"client_name"}},
		// The state still has the secret from before, which is the right one as a rule.
		"gateway's refusal after": {
			hydrasim.Fault{Status: 401, Body: "<html><title>broken</title></html>", AfterProcessing: true},
			[]string{"client_name", "client_secret"},
		},
		"redirect after": {
			hydrasim.Fault{Status: 307, Header: http.Header{"Location": {"https://broken.example"}}, AfterProcessing: true},
			[]string{"client_name", "client_secret"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, hydrasim.Options{}, canFail)
			config := s.fast(machine(rotatedBy("b"), `client_name = "new"`))
			s.test(
				resource.TestStep{Config: s.fast(machine(rotatedBy("a"), `client_name = "old"`))},
				resource.TestStep{
					PreConfig: s.fail(withMethod(tc.fault, http.MethodPut)),
					Config:    config, ExpectError: wrapped(`Unable to update OAuth client.*broken`),
				},
				resource.TestStep{
					Config: s.fast(machine(rotatedBy("a"), `client_name = "old"`)), ConfigPlanChecks: preApply(updatesOnly(tc.changed, "client_secret")),
					ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil)},
				},
				resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{
					s.secretWorks(nil), s.serverHas(addressA, map[string]any{"client_name": "new"}),
				}},
			)
		})
	}
}

// The same of a rotation that was to leave the old secret working, on a server that has no secrets that overlap.
func TestAccClient_rotationFails(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, canFail)
	overlapping := func(trigger string) string {
		return s.fast(machine(rotatedBy(trigger), `client_secret_retirement_triggers = { a = "1" }`))
	}
	s.test(
		resource.TestStep{Config: overlapping("a")},
		resource.TestStep{
			PreConfig: s.fail(hydrasim.Fault{Method: http.MethodPut, Status: 500, Body: `{"error":"broken"}`, AfterProcessing: true}),
			Config:    overlapping("b"), ExpectError: wrapped(`The client's secret may have changed`),
		},
		resource.TestStep{
			Config: overlapping("a"), ConfigPlanChecks: preApply(updatesOnly(nil, "client_secret")),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil)},
		},
	)
}

func TestAccClient_deleteFails(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]hydrasim.Fault{
		"server's error":                   {Status: 500, Body: `{"error":"broken"}`},
		"success that says something else": {Status: 200, Body: `{"error":"broken"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, hydrasim.Options{}, canFail)
			s.test(
				resource.TestStep{Config: s.fast(client("a"))},
				resource.TestStep{
					PreConfig: s.fail(withMethod(fault, http.MethodDelete)),
					Config:    s.fast(), ExpectError: wrapped(`Unable to delete OAuth client.*broken`),
				},
				resource.TestStep{
					Config: s.fast(), Check: func(*terraform.State) error {
						if clients := s.sim.Clients(); len(clients) != 0 {
							return fmt.Errorf("%d clients are left", len(clients))
						}
						return nil
					},
				},
			)
		})
	}
}

// What is no word of the API's own that a client is gone is an error, and the client stays in the state.
func TestAccClient_refreshFails(t *testing.T) {
	t.Parallel()
	get := func(status int, contentType, body string) hydrasim.Fault {
		return hydrasim.Fault{Method: http.MethodGet, Status: status, Header: http.Header{"Content-Type": {contentType}}, Body: body}
	}
	for name, tc := range map[string]struct {
		fault hydrasim.Fault
		says  string
	}{
		"401":                {get(401, "application/json", `{"error":{"code":401,"message":"Access credentials are invalid"}}`), `401.*Access credentials are invalid.*Set the credentials`},
		"403":                {get(403, "application/json", `{"error":"no"}`), `403`},
		"proxy's 404":        {get(404, "text/html", "<html><title>404 Not Found</title></html>"), `404.*web page.*Check hydra.admin_url`},
		"404 of another API": {get(404, "application/json", `{"error":{"code":404,"message":"Not Found"}}`), `404`},
		"404 without a body": {get(404, "application/json", ``), `404`},
		"410":                {get(410, "text/plain", `gone`), `410`},
		"login page":         {get(200, "text/html", "<html><title>Log in</title></html>"), `Log in`},
		"list":               {get(200, "application/json", `[]`), `answered 200 OK.*not the answer that the API documents`},
		"another client":     {get(200, "application/json", `{"client_id":"a"}`), `asked for the client "kept" and answered with the client "a"`},
		"redirect":           {hydrasim.Fault{Method: http.MethodGet, Status: 302, Header: http.Header{"Location": {"https://login.example/?x=y"}}}, `redirect to https://login.example`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, hydrasim.Options{}, canFail)
			config := s.fast(client("a", `client_id = "kept"`))
			faults := []hydrasim.Fault{tc.fault}
			if name == "login page" { // which is asked for again
				faults = append(faults, tc.fault)
			}
			s.test(
				resource.TestStep{Config: config},
				resource.TestStep{PreConfig: s.fail(faults...), Config: config, ExpectError: wrapped(`Unable to read OAuth client.*` + tc.says)},
				resource.TestStep{
					Config: config, ConfigPlanChecks: noChange(),
					ConfigStateChecks: []statecheck.StateCheck{
						s.onlyClient(), statecheck.ExpectKnownValue(addressA, tfjsonpath.New("client_secret"), knownvalue.NotNull()),
					},
				},
			)
		})
	}
}

// A member of another shape than the documented one is a warning, and nothing to mend.
func TestAccClient_memberOfOddShape(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, canFail)
	config := s.fast(client("a", `client_id = "kept"`))
	s.test(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: s.fail(hydrasim.Fault{
				Method: http.MethodGet, Status: 200, Header: http.Header{"Content-Type": {"application/json"}},
				Body: `{"client_id":"kept","contacts":{"a":"b"},"redirect_uris":"https://a.example/cb"}`,
			}),
			Config: config, ConfigPlanChecks: preApply(updatesOnly([]string{"redirect_uris"})),
		},
		resource.TestStep{Config: config, ConfigPlanChecks: noChange()},
	)
}

// What may pass is tried again, for each kind of request.
func TestAccClient_retries(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, canFail)
	busy := func(methods ...string) func() {
		return func() {
			for _, method := range methods {
				s.sim.FailNext(
					hydrasim.Fault{Method: method, Status: 429, Header: http.Header{"Retry-After": {"0"}}},
					withMethod(hydrasim.ConcurrentUpdate(), method),
				)
			}
		}
	}
	s.test(
		resource.TestStep{PreConfig: busy(http.MethodPost), Config: s.config(machine())},
		resource.TestStep{
			PreConfig: busy(http.MethodGet, http.MethodPut), Config: s.config(machine(`client_name = "x"`)),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil), s.serverHas(addressA, map[string]any{"client_name": "x"})},
		},
		resource.TestStep{PreConfig: busy(http.MethodDelete), Config: s.config()},
	)
	if clients := s.sim.Clients(); len(clients) != 0 {
		t.Errorf("%d clients are left", len(clients))
	}
}

// An operation ends when its time is up, and what it may have left on the server is not forgotten.
func TestAccClient_timeout(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, "can be made slow")
	s.test(
		resource.TestStep{
			PreConfig: s.fail(hydrasim.Fault{Method: http.MethodPost, Delay: time.Minute}),
			Config:    s.config(machine(`timeouts { create = "500ms" }`)), ExpectError: wrapped(`Unable to create OAuth client.*time allowed`),
		},
		resource.TestStep{
			Config:            s.config(machine(`timeouts { create = "1m" }`)),
			ConfigStateChecks: []statecheck.StateCheck{s.onlyClient(), s.secretWorks(nil)},
		},
	)
}
