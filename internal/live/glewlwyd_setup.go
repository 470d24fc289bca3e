package live

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
)

const (
	// glewlwydPlugin is the name of the plug-in's instance, and part of its URLs.
	glewlwydPlugin = "oidc"

	glewlwydClientID     = "operator"
	glewlwydClientSecret = "not-a-secret-operator"
)

// setUpGlewlwyd starts the proxy, configures the plug-in by the administration API and returns an initial access token and
// an API key.
func setUpGlewlwyd(ctx context.Context, ports []int) ([]string, error) {
	if err := proxyOneAtATime(ctx, ports[1], loopbackURL(ports[0])); err != nil {
		return nil, err
	}
	parameters, err := glewlwydParameters(glewlwydIssuer(ports))
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	admin := glewlwydAdmin{base: glewlwydURL(ports) + "/api", client: &http.Client{Jar: jar}}
	for _, request := range []struct {
		path string
		body map[string]any
	}{
		{"/auth/", map[string]any{"username": "admin", "password": "password"}},
		{"/scope/", map[string]any{"name": GlewlwydScope, "password_required": false}},
		{"/client/", map[string]any{
			"client_id":                  glewlwydClientID,
			"client_secret":              glewlwydClientSecret,
			"enabled":                    true,
			"confidential":               true,
			"authorization_type":         []string{"client_credentials"},
			"token_endpoint_auth_method": []string{"client_secret_basic"},
			"scope":                      []string{GlewlwydScope},
		}},
		{"/mod/plugin/", map[string]any{
			"module": "oidc", "name": glewlwydPlugin, "display_name": glewlwydPlugin, "enabled": true, "parameters": parameters,
		}},
	} {
		if _, err := admin.post(ctx, request.path, request.body); err != nil {
			return nil, err
		}
	}

	key, err := admin.post(ctx, "/key/", nil)
	if err != nil {
		return nil, err
	}
	token, err := glewlwydToken(ctx, glewlwydIssuer(ports))
	if err != nil {
		return nil, err
	}
	return []string{
		EnvGlewlwydAPIKey + "=" + key.Key,
		glewlwydPrefix + initialAccessTokenSuffix + "=" + token.AccessToken,
	}, nil
}

// glewlwydParameters returns the settings of the plug-in: all flows, registration with an access token, management,
// introspection by the clients.
func glewlwydParameters(issuer string) (map[string]any, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return nil, err
	}
	parameters := map[string]any{
		"iss":                               issuer,
		"jwt-type":                          "rsa",
		"jwt-key-size":                      "256",
		"key":                               string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})),
		"cert":                              string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})),
		"code-duration":                     600,
		"access-token-duration":             24 * 60 * 60,
		"refresh-token-duration":            24 * 60 * 60,
		"client-jwks-parameter":             "jwks",
		"client-jwks_uri-parameter":         "jwks_uri",
		"register-client-auth-scope":        []string{GlewlwydScope},
		"register-client-credentials-scope": []string{GlewlwydScope},
		// Both are mandatory with session management.
		"session-cookie-name":       "GLEWLWYD2_OIDC_SID",
		"session-cookie-expiration": 24 * 60 * 60,
	}
	for _, allowed := range []string{
		"allow-non-oidc", "auth-type-code-enabled", "auth-type-implicit-enabled", "auth-type-client-enabled",
		"auth-type-refresh-enabled", "auth-type-device-enabled", "pkce-allowed", "register-client-allowed",
		"register-client-management-allowed", "introspection-revocation-allowed",
		"introspection-revocation-allow-target-client", "session-management-allowed", "back-channel-logout-allowed",
		"front-channel-logout-allowed",
	} {
		parameters[allowed] = true
	}
	return parameters, nil
}

// A glewlwydAdmin speaks to the administration API. After a request to /auth/ it is logged in.
type glewlwydAdmin struct {
	base   string
	client *http.Client
}

// post sends the body, if there is one.
func (admin glewlwydAdmin) post(ctx context.Context, path string, body map[string]any) (glewlwydAnswer, error) {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return glewlwydAnswer{}, err
		}
		content = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, admin.base+path, content)
	if err != nil {
		return glewlwydAnswer{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	return ask(admin.client, req)
}

// glewlwydToken gets an initial access token by client credentials.
func glewlwydToken(ctx context.Context, issuer string) (glewlwydAnswer, error) {
	form := url.Values{"grant_type": {"client_credentials"}, "scope": {GlewlwydScope}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, issuer+"/token", strings.NewReader(form.Encode()))
	if err != nil {
		return glewlwydAnswer{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(glewlwydClientID, glewlwydClientSecret)
	return ask(http.DefaultClient, req)
}

// A glewlwydAnswer is what is read of the answers.
type glewlwydAnswer struct {
	Key         string `json:"key"`
	AccessToken string `json:"access_token"`
}

// ask sends the request and reads the answer, which may be empty.
func ask(client *http.Client, req *http.Request) (glewlwydAnswer, error) {
	var answer glewlwydAnswer
	resp, err := client.Do(req)
	if err != nil {
		return answer, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return answer, err
	case resp.StatusCode != http.StatusOK:
		return answer, fmt.Errorf("POST %s: status %d: %s", req.URL.Path, resp.StatusCode, text)
	case len(text) == 0:
		return answer, nil
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return answer, fmt.Errorf("POST %s: %w", req.URL.Path, err)
	}
	return answer, nil
}
