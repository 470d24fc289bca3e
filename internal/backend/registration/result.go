package registration

import (
	"encoding/json"
	"maps"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// result returns the client that an answer describes. Said is what was asked for, or what is known: some answers leave
// out what they cannot change.
func (s *session) result(members jsonwire.Object, said oauthclient.Client) oauthclient.Result {
	client, notices := decode(members, said)
	maps.Copy(client, s.handle())
	kept := []oauthclient.Field{oauthclient.ClientID, oauthclient.ClientIDIssuedAt, traits}
	// Servers go on to show the secret of a client that has no use for it any more (seen on oidc-provider 9.13.3), or give
	// it one in the first place (the MCP SDK 1.32.2, with private_key_jwt).
	if oauthclient.UsesSecret(client.Text(oauthclient.TokenEndpointAuthMethod)) {
		kept = append(kept, oauthclient.ClientSecret, oauthclient.ClientSecretExpiresAt)
	}
	for _, f := range kept {
		if v, ok := s.known[f]; ok {
			client[f] = v
		}
	}
	keepStatement(client, said)
	if !s.readsFreely() && !s.has(cannotChange) {
		client[lastAnswer] = printObject(withoutSecrets(members))
	}
	return oauthclient.Result{Client: client, Notices: notices}
}

// keepStatement has a client keep the software statement that it has by what was said: RFC 7591 section 3.2.1 has the server
// return it, which not every server does.
func keepStatement(client, said oauthclient.Client) {
	if !client.Has(oauthclient.SoftwareStatement) && said.Has(oauthclient.SoftwareStatement) {
		client[oauthclient.SoftwareStatement] = said[oauthclient.SoftwareStatement]
	}
}

// written returns the client after a write.
func (s *session) written(members jsonwire.Object, desired oauthclient.Client) oauthclient.Result {
	return s.result(emptyForNull(members, desired), desired)
}

// emptyForNull writes [] where the answer to a write has null for a list that is to be empty: Hydra's reads show the same
// lists as [] (seen on v2.3.0).
func emptyForNull(members jsonwire.Object, desired oauthclient.Client) jsonwire.Object {
	written := maps.Clone(members)
	for name, raw := range members {
		f, wanted := names[name], desired[names[name]]
		isArray := f.Kind() == oauthclient.Set && name == f.Name()
		if isArray && wanted != nil && oauthclient.IsEmpty(f, wanted) && jsonwire.IsNull(raw) {
			written[name] = json.RawMessage("[]")
		}
	}
	return written
}

// handle returns what it takes to manage the client from now on.
func (s *session) handle() oauthclient.Client {
	handle := oauthclient.Client{oauthclient.ID: s.clientID()}
	if s.uri != "" && !s.isGuessed() {
		handle = oauthclient.Client{oauthclient.ID: s.uri, oauthclient.RegistrationClientURI: s.uri}
	}
	if s.token != "" {
		handle[oauthclient.RegistrationAccessToken] = s.token
	}
	return handle
}

// remains returns the client as it was known, with what it takes to manage it from now on.
func (s *session) remains() oauthclient.Client {
	client := s.known.Clone()
	maps.Copy(client, s.handle())
	return client
}

// salvaged returns the remains of an operation that failed when the server has replaced something, or something was
// learnt of it, and nothing otherwise.
func (s *session) salvaged(before oauthclient.Client) oauthclient.Result {
	if !s.opened {
		return oauthclient.Result{}
	}
	remains := s.remains()
	for _, f := range []oauthclient.Field{oauthclient.RegistrationAccessToken, oauthclient.ClientSecret} {
		if remains.Text(f) != before.Text(f) && remains.Has(f) {
			return oauthclient.Result{Client: remains}
		}
	}
	for _, trait := range []string{cannotChange, tokenInDoubt} {
		if hasTrait(remains, trait) != hasTrait(before, trait) {
			return oauthclient.Result{Client: remains}
		}
	}
	return oauthclient.Result{}
}
