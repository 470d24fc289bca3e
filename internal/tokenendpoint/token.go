package tokenendpoint

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A Request says which token is wanted.
type Request struct {
	// Scopes are the scopes to ask for (RFC 6749 section 3.3). None leaves it to the server.
	Scopes []string
	// Audience are the values of the parameter "audience", which several products know.
	Audience []string
	// Resource are the URIs of the services that the token is for (RFC 8707 section 2).
	Resource []string
	// Extra are parameters beside the registered ones.
	Extra map[string]string
}

// A Token is an access token (RFC 6749 section 5.1).
type Token struct {
	// AccessToken is the secret itself, and Type how it is used, such as "Bearer".
	AccessToken, Type string
	// ExpiresAt is when it expires. Zero means that the server did not say.
	ExpiresAt time.Time
	// Scopes are those granted: what the server says, or else what was asked for.
	Scopes []string
}

// reserved are the parameters that Extra must not hold, and the settings that they have.
var reserved = map[string]string{
	"grant_type": "", "client_id": SettingClientID, "client_secret": SettingClientSecret, "client_assertion": "", "client_assertion_type": "",
	"scope": SettingScopes, "audience": SettingAudience, "resource": SettingResource,
}

// CheckExtra returns what is wrong with the name of an extra parameter, as a clause without its subject.
func CheckExtra(name string) error {
	setting, taken := reserved[name]
	switch {
	case name == "":
		return errors.New("has a parameter without a name")
	case setting != "":
		return fmt.Errorf("must not hold %s: use %s", name, setting)
	case taken:
		return fmt.Errorf("must not hold %s, which is made here", name)
	}
	return nil
}

// CheckResource returns what is wrong with the URI of a service, as a clause: RFC 8707 section 2 wants an absolute URI
// without a fragment.
func CheckResource(text string) error {
	if err := oauthclient.CheckURI(text); err != nil {
		return err
	}
	if strings.Contains(text, "#") {
		return fmt.Errorf("%q has a fragment, which the URI of a resource must not have (RFC 8707 section 2)", text)
	}
	return nil
}

// form returns the parameters of the grant (RFC 6749 section 4.4.2).
func (r Request) form() (url.Values, error) {
	form := url.Values{"grant_type": {"client_credentials"}}
	for _, name := range slices.Sorted(maps.Keys(r.Extra)) {
		if err := CheckExtra(name); err != nil {
			return nil, wrong(SettingExtra, "extra_parameters %v.", err)
		}
		form.Set(name, r.Extra[name])
	}
	if len(r.Scopes) > 0 {
		form.Set("scope", strings.Join(slices.Sorted(slices.Values(r.Scopes)), " "))
	}
	if len(r.Audience) > 0 {
		form["audience"] = slices.Sorted(slices.Values(r.Audience))
	}
	if len(r.Resource) > 0 {
		form["resource"] = slices.Sorted(slices.Values(r.Resource))
	}
	return form, nil
}

// Token gets an access token. The error is an *Error.
func (e *Endpoint) Token(ctx context.Context, who Authentication, request Request) (Token, error) {
	form, err := request.form()
	if err != nil {
		return Token{}, err
	}
	shown, err := who.at(e.url)
	if err != nil {
		return Token{}, err
	}
	maps.Copy(form, shown.form)
	shown.header.Set("Content-Type", "application/x-www-form-urlencoded")
	asked := time.Now()
	response, err := e.api.Do(ctx, httpapi.Request{
		Method: http.MethodPost, URL: e.url, Header: shown.header, Body: []byte(form.Encode()), SecretBody: true,
		Harmless: true,
		// A server may take an assertion once only (RFC 7523 section 3, "jti").
		NotRepeatable: shown.method == MethodPrivateKey,
	})
	if err != nil {
		return Token{}, failed(e.setting, err)
	}
	answer, ok := readAnswer(response)
	if !ok {
		return Token{}, e.refusal(response, answer.Error, who, request, shown)
	}
	return answer.token(asked, request.Scopes), nil
}

// An answer is what a token endpoint says (RFC 6749 sections 5.1 and 5.2).
type answer struct {
	AccessToken string          `json:"access_token"`
	TokenType   string          `json:"token_type"`
	ExpiresIn   json.RawMessage `json:"expires_in"`
	Scope       *string         `json:"scope"`
	Error       string          `json:"error"`
}

// readAnswer reports whether the answer has a token. The code of an error is read from answers of any status.
func readAnswer(response *httpapi.Response) (answer, bool) {
	var a answer
	if json.Unmarshal(response.Body, &a) != nil {
		return answer{}, false
	}
	return a, response.OK() && a.AccessToken != ""
}

func (a answer) token(asked time.Time, scopes []string) Token {
	token := Token{AccessToken: a.AccessToken, Type: a.TokenType, Scopes: scopes}
	if token.Type == "" {
		token.Type = "Bearer"
	}
	if a.Scope != nil {
		token.Scopes = strings.Fields(*a.Scope)
	}
	// Some servers write the number as a string.
	seconds, err := strconv.ParseFloat(strings.Trim(string(a.ExpiresIn), `"`), 64)
	if err == nil && seconds > 0 && seconds < float64(1<<31) {
		token.ExpiresAt = asked.Add(time.Duration(seconds) * time.Second).UTC().Truncate(time.Second)
	}
	return token
}

// refusal explains an answer without a token.
func (e *Endpoint) refusal(response *httpapi.Response, code string, who Authentication, request Request, shown credentials) error {
	said := response.Classify(shown.secrets...)
	refused := &Error{Setting: e.setting, Code: code, Message: said.Message, Advice: said.Advice, Err: said.Kind}
	if code != "" {
		refused.Message, refused.Advice = "The token endpoint refused the request: "+printable(code)+". "+said.Message, ""
	}
	switch {
	case code == "invalid_client" || code == "" && response.Status == http.StatusUnauthorized:
		refused.Err = oauthclient.ErrDenied
		refused.Setting, refused.Advice = who.advice(e, shown.method)
	case code == "unauthorized_client":
		refused.Err, refused.Setting = oauthclient.ErrDenied, SettingClientID
		refused.Advice = "The client may not use the client credentials grant: add \"client_credentials\" to its grant_types."
	case code == "unsupported_grant_type":
		refused.Advice = "This server has no client credentials grant (RFC 6749 section 4.4), or it is switched off."
	case code == "invalid_scope" && len(request.Scopes) == 0:
		refused.Setting, refused.Advice = SettingScopes, "The server wants the request to name scopes: set scopes."
	case code == "invalid_scope":
		refused.Setting, refused.Advice = SettingScopes, "Ask only for scopes that this client is registered with."
	case code == "invalid_target" && len(request.Resource) > 0:
		refused.Setting, refused.Advice = SettingResource, "The server knows no such service, or the client may have no token for it (RFC 8707 section 2)."
	case code == "invalid_target":
		refused.Setting, refused.Advice = SettingAudience, "The server knows no such audience, or wants the request to name one: set audience or resource."
	case code == "" && response.Status < http.StatusInternalServerError && response.Status != http.StatusTooManyRequests:
		refused.Advice = "Check " + e.setting + ": this is not what a token endpoint answers (RFC 6749 section 5)."
	}
	return refused
}

// printable returns an error code as RFC 6749 section 5.2 allows it to be, and not a page of text.
func printable(code string) string {
	const longest = 60
	code = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, code)
	return code[:min(len(code), longest)]
}
