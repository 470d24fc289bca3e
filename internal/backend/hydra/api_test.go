package hydra_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// An api speaks to a server behind the driver's back, and shares no code with the driver.
type api struct {
	// admin and public are the base URLs of a server without the suite's proxy.
	admin, public string
}

type object = map[string]any

// edit changes a client as an operator with curl would: it gets it, changes it and puts it back.
func (a api) edit(ctx context.Context, known, changes oauthclient.Client) error {
	client, err := a.get(ctx, known)
	if err != nil {
		return err
	}
	// v2.3.0 refuses its own answer when the client has a jwks_uri (ory/hydra#3935).
	if keys, ok := client["jwks"].(object); ok && len(keys) == 0 {
		delete(client, "jwks")
	}
	for f, v := range changes {
		name, value := member(f, v)
		client[name] = value
		if v == nil {
			delete(client, name)
		}
	}
	return a.send(ctx, http.MethodPut, a.clientURL(known), client, nil)
}

// member returns the name and the value with which Hydra documents a field.
func member(f oauthclient.Field, v any) (name string, value any) {
	text, _ := v.(string)
	set, _ := v.([]string)
	switch {
	case f == oauthclient.Scopes:
		return "scope", strings.Join(set, " ")
	case f.Kind() == oauthclient.JSON || f.Kind() == oauthclient.JWKS:
		return f.Name(), json.RawMessage(text)
	}
	return f.Name(), v
}

func (a api) get(ctx context.Context, known oauthclient.Client) (object, error) {
	var client object
	err := a.send(ctx, http.MethodGet, a.clientURL(known), nil, &client)
	return client, err
}

func (a api) remove(ctx context.Context, known oauthclient.Client) error {
	return a.send(ctx, http.MethodDelete, a.clientURL(known), nil, nil)
}

// count counts by name, which is the text in the suite's minimal clients.
func (a api) count(ctx context.Context, unique string) (int, error) {
	var clients []object
	err := a.send(ctx, http.MethodGet, a.admin+"/admin/clients?client_name="+url.QueryEscape(unique), nil, &clients)
	return len(clients), err
}

// hasSecret asks for a token. Any refusal but 401 comes after the client was authenticated.
func (a api) hasSecret(ctx context.Context, known oauthclient.Client, secret string) (bool, error) {
	form := url.Values{"grant_type": {"client_credentials"}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, a.public+"/oauth2/token", strings.NewReader(form.Encode()))
	if err != nil {
		return false, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(url.QueryEscape(known.Text(oauthclient.ID)), url.QueryEscape(secret))
	status, body, err := do(request)
	var refusal struct{ Error string }
	switch {
	case err != nil:
		return false, err
	case status == http.StatusOK:
		return true, nil
	case json.Unmarshal(body, &refusal) != nil:
		return false, fmt.Errorf("token request: %d %s", status, body)
	case refusal.Error == "unauthorized_client":
		return true, nil // the minimal client is not allowed this grant
	case status == http.StatusUnauthorized && refusal.Error == "invalid_client":
		return false, nil
	}
	return false, fmt.Errorf("token request: %d %s", status, body)
}

// droppedLifespans returns the lifespans that the server does not keep.
func (a api) droppedLifespans(t *testing.T) oauthclient.FieldSet {
	t.Helper()
	const id = "probe-of-lifespans"
	client := object{"client_id": id}
	for _, f := range hydra.DeviceLifespans {
		client[f.Name()] = "1h0m0s"
	}
	known := oauthclient.Client{oauthclient.ID: id}
	err := a.send(t.Context(), http.MethodPost, a.admin+"/admin/clients", client, &client)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := a.get(t.Context(), known)
	if err := errors.Join(err, a.remove(t.Context(), known)); err != nil {
		t.Fatal(err)
	}
	dropped := oauthclient.FieldSet{}
	for _, f := range hydra.DeviceLifespans {
		if kept[f.Name()] == nil {
			dropped.Add(f)
		}
	}
	return dropped
}

func (a api) clientURL(known oauthclient.Client) string {
	return a.admin + "/admin/clients/" + url.PathEscape(known.Text(oauthclient.ID))
}

// serializeAttempts is how often a request is sent that SQLite rolls back.
const serializeAttempts = 20

// send sends a request and decodes the answer into result, unless that is nil.
func (a api) send(ctx context.Context, method, address string, body, result any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	for range serializeAttempts {
		var request *http.Request
		request, err = http.NewRequestWithContext(ctx, method, address, bytes.NewReader(content))
		if err != nil {
			return err
		}
		request.Header.Set("Content-Type", "application/json")
		status, answer, doErr := do(request)
		switch {
		case doErr != nil:
			return doErr
		case status/100 == 2 && result == nil:
			return nil
		case status/100 == 2:
			return json.Unmarshal(answer, result)
		}
		err = fmt.Errorf("%s %s: %d %s", method, address, status, answer)
		if !bytes.Contains(answer, []byte("Unable to serialize access")) {
			return err
		}
	}
	return err
}

func do(request *http.Request) (status int, body []byte, err error) {
	request.Close = true // a server may end a connection that lay idle, and nobody repeats a POST
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	body, err = io.ReadAll(response.Body)
	return response.StatusCode, body, errors.Join(err, response.Body.Close())
}
