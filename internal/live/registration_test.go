package live

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// It changes the environment, which all tests share.
func TestRegistrationServersAreReadFromTheEnvironment(t *testing.T) {
	var want []RegistrationServer
	for i, p := range registrationPrefixes {
		server := RegistrationServer{Name: p.name, Issuer: "http://a.example/" + p.name, Endpoint: "http://a.example/register"}
		if i > 0 {
			server.InitialAccessToken = "token of " + p.name
		}
		want = append(want, server)
		t.Setenv(p.prefix+initialAccessTokenSuffix, "")
		for _, variable := range server.env(p.prefix) {
			name, value, _ := strings.Cut(variable, "=")
			t.Setenv(name, value)
		}
	}
	if diff := cmp.Diff(want, RegistrationServers()); diff != "" {
		t.Errorf("servers (-want +got):\n%s", diff)
	}
	t.Setenv(registrationPrefixes[0].prefix+issuerSuffix, "")
	if diff := cmp.Diff(want[1:], RegistrationServers()); diff != "" {
		t.Errorf("servers without the first (-want +got):\n%s", diff)
	}
}
