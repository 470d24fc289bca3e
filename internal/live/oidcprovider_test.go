package live

import (
	"os"
	"testing"
)

// TestLiveOIDCProviderOperator carries out the operator's requests on a real server.
func TestLiveOIDCProviderOperator(t *testing.T) {
	t.Parallel()
	issuer, operator := os.Getenv(EnvOIDCIssuer), os.Getenv(EnvOIDCInitialAccessToken)
	if issuer == "" {
		t.Skip(EnvOIDCIssuer + " is not set")
	}

	client := send(t, 201, "POST", issuer+"/reg", operator, `{"redirect_uris":["https://a.example/"],"client_name":"before"}`)
	uri, token := client.member("registration_client_uri"), client.member("registration_access_token")
	operated := issuer + "/operator/clients/" + client.member("client_id")

	issued := send(t, 201, "POST", operated+"/token", operator, "").member("registration_access_token")
	send(t, 204, "PATCH", operated, operator, `{"client_name":"after","contacts":["a@example.org"]}`)
	for _, anyToken := range []string{token, issued} {
		check(t, "client_name", send(t, 200, "GET", uri, anyToken, "").member("client_name"), "after")
	}
	send(t, 204, "PATCH", operated, operator, `{"contacts":null}`)
	check(t, "members", send(t, 200, "GET", uri, token, "").has("contacts"), map[string]bool{})
	send(t, 401, "DELETE", operated, "wrong", "")
	send(t, 204, "DELETE", operated, operator, "")
	send(t, 404, "DELETE", operated, operator, "")
	send(t, 401, "GET", uri, token, "")
}

func TestLiveOIDCProviderProfile(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		rotates bool
	}{
		{OIDCProvider.Name, true},
		{OIDCProviderFixedToken.Name, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			server := running(t, tc.name)
			client := send(t, 201, "POST", server.Endpoint, server.InitialAccessToken,
				`{"redirect_uris":["https://a.example/"],"client_name":"a"}`)
			uri, before := client.member("registration_client_uri"), client.member("registration_access_token")
			check(t, "GET", send(t, 200, "GET", uri, before, "").members, client.members)

			put := send(t, 200, "PUT", uri, before,
				`{"client_id":"`+client.member("client_id")+`","redirect_uris":["https://a.example/"],"client_name":null}`)
			check(t, "members", put.has("client_name"), map[string]bool{})
			check(t, "secret", put.member("client_secret"), client.member("client_secret"))
			after := put.member("registration_access_token")
			check(t, "the token is another one", after != before, tc.rotates)
			oldToken := 200
			if tc.rotates {
				oldToken = 401
			}
			send(t, oldToken, "GET", uri, before, "")
			send(t, 204, "DELETE", uri, after, "")
			send(t, 401, "GET", uri, after, "")
		})
	}
}
