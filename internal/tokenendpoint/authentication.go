package tokenendpoint

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The ways of a client to authenticate, by their registered names.
const (
	MethodBasic      = "client_secret_basic"
	MethodPost       = "client_secret_post"
	MethodPrivateKey = "private_key_jwt"
)

// Methods are the ways to authenticate that this package knows.
var Methods = []string{MethodBasic, MethodPost, MethodPrivateKey}

// An Authentication is how a client shows who it is.
type Authentication struct {
	// Method is one of [Methods]. Empty means private_key_jwt when there is a key, and else client_secret_basic, which is
	// the default of RFC 7591 section 2.
	Method   string
	ClientID string
	// ClientSecret is used by the methods with a secret, and Key by private_key_jwt.
	ClientSecret string
	Key          *Key
	// Audience is the claim "aud" of assertions. Empty means the URL of the token endpoint, which RFC 7523 section 3 names
	// and every server takes that does not follow the stricter rules of FAPI 2.0.
	Audience string
}

// Check returns what is wrong with an authentication, an *Error.
func (a Authentication) Check() error {
	_, err := a.method()
	return err
}

// method returns the method, or what is wrong with the authentication.
func (a Authentication) method() (string, error) {
	method := a.Method
	switch {
	case method == "" && a.Key != nil:
		method = MethodPrivateKey
	case method == "":
		method = MethodBasic
	}
	switch {
	case !slices.Contains(Methods, method):
		return "", wrong(SettingMethod, "The method %q cannot be used here. These can: %s.", method, strings.Join(Methods, ", "))
	case a.ClientID == "":
		return "", wrong(SettingClientID, "client_id is empty.")
	case method == MethodPrivateKey && a.Key == nil:
		return "", wrong(SettingPrivateKeyPEM, "The method private_key_jwt needs a private key: set private_key_pem or private_key_jwk.")
	case method != MethodPrivateKey && a.ClientSecret == "":
		return "", wrong(SettingClientSecret, "client_secret is missing, which the method %s needs.", method)
	}
	return method, nil
}

// credentials are an authentication as a request carries it.
type credentials struct {
	method string
	header http.Header
	form   url.Values
	// secrets are what no message may hold.
	secrets []string
}

// at returns the credentials for the endpoint with a URL.
func (a Authentication) at(endpoint string) (credentials, error) {
	method, err := a.method()
	c := credentials{method: method, header: http.Header{}, form: url.Values{}, secrets: []string{a.ClientSecret}}
	if err != nil {
		return c, err
	}
	switch method {
	case MethodBasic:
		// RFC 6749 section 2.3.1: both are form-encoded first.
		pair := url.QueryEscape(a.ClientID) + ":" + url.QueryEscape(a.ClientSecret)
		c.header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	case MethodPost:
		c.form.Set("client_id", a.ClientID)
		c.form.Set("client_secret", a.ClientSecret)
	case MethodPrivateKey:
		audience := a.Audience
		if audience == "" {
			audience = endpoint
		}
		assertion, err := a.Key.assertion(a.ClientID, audience)
		if err != nil {
			return c, wrong(a.Key.setting, "No assertion can be signed with the key in %s: %v.", a.Key.setting, err)
		}
		c.form.Set("client_id", a.ClientID)
		c.form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
		c.form.Set("client_assertion", assertion)
	}
	return c, nil
}

// advice says what may be wrong when the server does not accept the client, and which setting that is.
func (a Authentication) advice(e *Endpoint, method string) (setting, advice string) {
	setting = SettingClientSecret
	advice = "The server does not know this client, or it has another secret, or it authenticates in another way: check client_id, client_secret and token_endpoint_auth_method."
	if method == MethodPrivateKey {
		audience := a.Audience
		if audience == "" {
			audience = e.url
		}
		setting = a.Key.setting
		advice = fmt.Sprintf("The server does not know this client, or it authenticates in another way, or the assertion did not convince: "+
			"check client_id and token_endpoint_auth_method, that the server has the public key with the kid %q (key_id) and wants %s (token_endpoint_auth_signing_alg), "+
			"and that it takes the audience %q (assertion_audience).", a.Key.id, a.Key.algorithm, audience)
	}
	if e.methods != nil && !slices.Contains(e.methods, method) {
		setting = SettingMethod
		advice += fmt.Sprintf(" The server's metadata does not list %s, but %s.", method, strings.Join(e.methods, ", "))
	}
	return setting, advice
}
