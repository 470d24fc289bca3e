package live

import (
	"os"
	"testing"
)

func TestLiveGlewlwydProfile(t *testing.T) {
	t.Parallel()
	server := running(t, Glewlwyd.Name)
	register := func(members string) answer {
		t.Helper()
		return send(t, 200, "POST", server.Endpoint, server.InitialAccessToken,
			`{"redirect_uris":["https://a.example/"],`+members+`}`)
	}

	client := register(`"client_name":"a","client_uri":"https://a.example/","token_endpoint_auth_method":"client_secret_basic",
		"grant_types":["client_credentials"],"response_types":[]`)
	check(t, "POST", client.has("client_uri", "client_secret", "client_secret_expires_at"),
		map[string]bool{"client_uri": true, "client_secret": true, "client_secret_expires_at": true})
	check(t, "response_types", client.members["response_types"], any([]any{"code"}))
	id, secret := client.member("client_id"), client.member("client_secret")
	uri, token := client.member("registration_client_uri"), client.member("registration_access_token")

	read := send(t, 200, "GET", uri, token, "")
	check(t, "GET", read.has("registration_access_token", "registration_client_uri", "client_id_issued_at",
		"client_secret_expires_at", "client_uri"), map[string]bool{})
	check(t, "secret", read.member("client_secret"), secret)
	check(t, "method", read.members["token_endpoint_auth_method"], any([]any{"client_secret_basic"}))
	check(t, "grant_types", read.members["grant_types"], any([]any{"authorization_code", "client_credentials"}))

	// Introspection answers 200 to a client that authenticates, whatever the token is.
	introspect := server.Issuer + "/introspect"
	sendForm(t, 200, introspect, id, secret, "token=x")
	body := `{"client_id":"` + id + `","redirect_uris":["https://a.example/"],"client_secret":"` + secret + `",
		"token_endpoint_auth_method":"client_secret_basic","grant_types":["client_credentials"]`
	put := send(t, 200, "PUT", uri, token, body+`}`)
	check(t, "the secret is another one", put.member("client_secret") != secret, true)
	check(t, "PUT", put.has("registration_access_token", "registration_client_uri", "client_name"), map[string]bool{})
	check(t, "the name that was left out", send(t, 200, "GET", uri, token, "").member("client_name"), "a")
	sendForm(t, 401, introspect, id, secret, "token=x")
	sendForm(t, 200, introspect, id, put.member("client_secret"), "token=x")

	refused := send(t, 400, "PUT", uri, token, body+`,"client_name":null}`)
	check(t, "error", refused.member("error"), "invalid_client_metadata")
	check(t, "secret", send(t, 200, "GET", uri, token, "").member("client_secret"), put.member("client_secret"))

	send(t, 200, "DELETE", uri, token, "")
	check(t, "body", send(t, 401, "GET", uri, token, "").text, "")
	check(t, "body", sendForm(t, 403, server.Issuer+"/token", id, put.member("client_secret"),
		"grant_type=client_credentials").text, "")

	public := register(`"client_name":"public"`)
	check(t, "a client without a method", public.has("client_secret"), map[string]bool{})
	check(t, "body", send(t, 401, "POST", server.Endpoint, "wrong", `{"redirect_uris":["https://a.example/"]}`).text, "")
}

// TestLiveGlewlwydOperator does what is done behind the owner's back, and gets an initial access token.
func TestLiveGlewlwydOperator(t *testing.T) {
	t.Parallel()
	server := running(t, Glewlwyd.Name)
	issued := sendForm(t, 200, server.Issuer+"/token", os.Getenv(EnvGlewlwydClientID), os.Getenv(EnvGlewlwydClientSecret),
		"grant_type=client_credentials&scope="+GlewlwydScope)
	client := send(t, 200, "POST", server.Endpoint, issued.member("access_token"),
		`{"redirect_uris":["https://a.example/"],"client_name":"before"}`)
	uri, token := client.member("registration_client_uri"), client.member("registration_access_token")

	operated := os.Getenv(EnvGlewlwydAdminURL) + "/client/" + client.member("client_id")
	key := "token " + os.Getenv(EnvGlewlwydAPIKey)
	sendAs(t, 200, "PUT", operated, key,
		`{"name":"after","enabled":true,"redirect_uri":["https://a.example/"],"authorization_type":["code"]}`)
	check(t, "client_name", send(t, 200, "GET", uri, token, "").member("client_name"), "after")
	sendAs(t, 200, "DELETE", operated, key, "")
	send(t, 401, "GET", uri, token, "")
}
