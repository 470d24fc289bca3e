package registration

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// update sends the body of an update, and returns the members of the client afterwards.
func (s *session) update(ctx context.Context, body jsonwire.Object, desired oauthclient.Client) (jsonwire.Object, error) {
	members, err := s.put(ctx, body)
	if errors.Is(err, oauthclient.ErrOutcomeUnknown) {
		return s.recoverUpdate(ctx, body, desired, err)
	}
	return members, err
}

// put sends the body, with the client's secret when the server asks for it: RFC 7592 section 2.2 lets a server demand
// it or do without, and Hydra refuses every request that has it (seen on v2.3.0).
func (s *session) put(ctx context.Context, body jsonwire.Object) (jsonwire.Object, error) {
	response, err := s.send(ctx, http.MethodPut, body)
	if err != nil {
		return nil, err
	}
	if secret := s.known.Text(oauthclient.ClientSecret); secret != "" && asksForSecret(response) {
		withSecret := maps.Clone(body)
		if withSecret[memberSecret], err = json.Marshal(secret); err != nil {
			return nil, err
		}
		if response, err = s.send(ctx, http.MethodPut, withSecret); err != nil {
			return nil, err
		}
	}
	return s.members(ctx, http.MethodPut, response)
}

// asksForSecret reports whether a server refused an update because the client_secret was not in it.
func asksForSecret(response *httpapi.Response) bool {
	return response.Status == http.StatusBadRequest && strings.Contains(string(response.Body), memberSecret)
}

// updateBody returns the request that makes a client known as known what desired says: all metadata (RFC 7592 section
// 2.2), with what the server's last answer had beside the attributes. What is to go is null, which means the same as
// leaving it out, and is understood also by servers that keep what is left out.
func updateBody(known, desired oauthclient.Client) (jsonwire.Object, error) {
	before, err := encode(known)
	if err != nil {
		return nil, err
	}
	wanted, err := encode(desired)
	if err != nil {
		return nil, err
	}
	body, err := parseObject(known.Text(otherMembers))
	if err != nil {
		return nil, err
	}
	for name, raw := range before {
		if !saysNothing(raw) {
			body[name] = json.RawMessage("null")
		}
	}
	maps.Copy(body, wanted)
	body[memberClientID], err = json.Marshal(known.Text(oauthclient.ClientID))
	return body, err
}
