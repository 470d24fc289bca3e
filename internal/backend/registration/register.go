package registration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// register sends the request that makes a client (RFC 7591 section 3.1), and returns the members of the answer, a
// client_id among them.
func (d *Driver) register(ctx context.Context, endpoint string, body jsonwire.Object) (jsonwire.Object, error) {
	response, err := d.post(ctx, endpoint, body)
	// No scopes at all is "" on the wire, which some servers take for a mistake (oidc-provider 9.13.3 does). What was refused
	// was not done.
	if err == nil && response.Status == http.StatusBadRequest && string(body["scope"]) == `""` {
		without := maps.Clone(body)
		delete(without, "scope")
		response, err = d.post(ctx, endpoint, without)
	}
	name := ""
	_ = json.Unmarshal(body["client_name"], &name)
	if err == nil {
		err = d.registrationFailure(response, body)
	}
	if errors.Is(err, oauthclient.ErrOutcomeUnknown) {
		return nil, lostRegistration(name, err)
	}
	if err != nil {
		return nil, err
	}
	var members jsonwire.Object
	if err := response.Decode(&members); err != nil {
		return nil, lostRegistration(name, err)
	}
	if !issuedOf(members).Has(oauthclient.ClientID) {
		return nil, lostRegistration(name, noClient(response))
	}
	return members, nil
}

func (d *Driver) post(ctx context.Context, endpoint string, body jsonwire.Object) (*httpapi.Response, error) {
	request := httpapi.Request{Method: http.MethodPost, URL: endpoint, Header: http.Header{}}
	var err error
	if request.Body, err = d.bodyOf(body, request.Header); err != nil {
		return nil, err
	}
	return d.initial.do(ctx, request)
}

// bodyOf returns the body of a request: JSON, or signed.
func (d *Driver) bodyOf(body jsonwire.Object, header http.Header) ([]byte, error) {
	if d.signer == nil {
		return json.Marshal(body)
	}
	header.Set("Content-Type", "application/jwt")
	return d.signer.sign(body, d.issuer)
}

// registrationFailure returns what the answer to a registration that was sent says went wrong, nil for success.
func (d *Driver) registrationFailure(response *httpapi.Response, sent jsonwire.Object) error {
	if response.OK() {
		return nil
	}
	failed := refusal(response, sent)
	switch {
	case response.Status == http.StatusUnauthorized && d.initial.isNone():
		failed.Advice = "The server wants an initial access token (RFC 7591 section 3): set registration.initial_access_token, or the environment variable OAUTH_REGISTRATION_INITIAL_ACCESS_TOKEN."
	case failed.Field == oauthclient.RedirectURIs && sent["redirect_uris"] == nil && sent["response_types"] == nil:
		// So oidc-provider 9.13.3 refuses a client with client_credentials alone.
		failed.Advice = "Set redirect_uris. A client that redirects nobody, such as a machine client, needs response_types = [] on some servers: " +
			"when it is left out, they take code, which needs a redirect URI."
	case deniesToken(response):
		failed.Advice = "Check the initial access token in the provider configuration. Some servers issue such tokens for one registration, or for a short time: " +
			"registration.initial_access_token_command and registration.oauth2 can get a new one for each."
	case response.Status == http.StatusNotFound || response.Status == http.StatusMethodNotAllowed:
		failed.Advice = "Check registration.issuer or registration.registration_endpoint, and that dynamic client registration is switched on."
	}
	return failed
}

// lostRegistration says that a client may exist of which nobody has the handle.
func lostRegistration(name string, cause error) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrOutcomeUnknown, Err: cause,
		Message: fmt.Sprintf("The request to register the client got no answer that names it. It may have been registered (client_name %q, about %s), and then nobody has its client_id and its registration access token.",
			name, time.Now().UTC().Format(time.RFC3339)),
		Advice: "RFC 7591 has no way to look for it. Ask the server's operator to remove such a client, or to issue a registration access token for it and import it. Applying again registers another one.",
	}
}
