package registrationsim

import (
	"crypto/rand"
	"maps"
	"net/http"
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// configure answers a request to the client configuration endpoint (RFC 7592 section 2).
func (s *Simulator) configure(r *http.Request, clientID string, body []byte) sim.Answer {
	token := bearer(r)
	if refused := s.authorize(clientID, token); refused != nil {
		return s.refuse(refused)
	}
	s.forgetPredecessor(token)
	switch r.Method {
	case http.MethodGet:
		return s.read(r, clientID, token)
	case http.MethodPut:
		return s.update(r, clientID, token, body)
	case http.MethodDelete:
		return s.deprovision(clientID)
	default:
		return s.notAllowed("GET, PUT, DELETE")
	}
}

// read shows a client (RFC 7592 section 2.1).
func (s *Simulator) read(r *http.Request, clientID, token string) sim.Answer {
	if s.opts.NoRead {
		return s.notAllowed("PUT, DELETE")
	}
	client := s.clients[clientID]
	_, hasSecret := client[memberSecret]
	if s.opts.SecretOnRead && hasSecret {
		client[memberSecret] = "secret-" + rand.Text()
	}
	return s.showRotated(r, client, token, s.opts.SecretOnRead)
}

// authorize refuses a token that is not one of the client's.
func (s *Simulator) authorize(clientID, token string) *refusal {
	if s.opts.NoTokens && s.mayRegister(token) {
		if _, exists := s.clients[clientID]; exists {
			return nil
		}
	}
	if token == "" {
		return &refusal{http.StatusUnauthorized, "invalid_token", "no access token provided"}
	}
	owner, known := s.tokens[token]
	if known && owner != clientID && s.opts.RevokeOnMisuse {
		delete(s.tokens, token)
	}
	status := s.opts.BadTokenStatus
	if _, exists := s.clients[clientID]; !exists {
		status = s.opts.UnknownClientStatus
	} else if owner == clientID {
		return nil
	}
	switch status {
	case http.StatusForbidden:
		return &refusal{status, "access_denied", "the request is not allowed"}
	case http.StatusNotFound:
		return &refusal{status, "not_found", "no such client"}
	default:
		return &refusal{http.StatusUnauthorized, "invalid_token", "invalid token provided"}
	}
}

// update replaces the metadata of a client (RFC 7592 section 2.2).
func (s *Simulator) update(r *http.Request, clientID, token string, body []byte) sim.Answer {
	if s.opts.NoUpdate {
		return s.notAllowed("GET, DELETE")
	}
	before := s.clients[clientID]
	sent, refused := decodeRequest(r, body)
	if refused != nil {
		return s.refuse(refused)
	}
	if refused := s.checkUpdate(before, sent); refused != nil {
		return s.refuse(refused)
	}
	client, refused := s.accept(s.merged(before, sent))
	if refused != nil {
		return s.refuse(refused)
	}
	client[memberClientID] = clientID
	if issuedAt, present := before[memberIssuedAt]; present {
		client[memberIssuedAt] = issuedAt
	}
	secretIsNew := s.settleSecret(client, before)
	s.clients[clientID] = client
	return s.showRotated(r, s.echo(client, sent), token, secretIsNew)
}

// checkUpdate refuses what an update must not carry, and the lack of what it must carry.
func (s *Simulator) checkUpdate(before, sent metadata) *refusal {
	if refused := checkIdentity(before, sent); refused != nil && !s.opts.LaxPut {
		return refused
	}
	_, given := sent[memberSecret]
	_, has := before[memberSecret]
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		if sent[name] == nil && s.opts.RefuseNullOnPut {
			return invalidMetadata("%s must not be null", name)
		}
	}
	switch {
	case given && s.opts.SentSecret == SentSecretRefused:
		return &refusal{http.StatusForbidden, "access_denied", "client_secret cannot be updated"}
	case !given && has && s.opts.SentSecret == SentSecretDemanded:
		return invalidRequest("client_secret is missing")
	case given && sent.string(memberSecret) != before.string(memberSecret):
		return invalidRequest("client_secret must be that of the client")
	}
	return nil
}

// checkIdentity refuses the members that a PUT must not carry, and a client_id that is not the client's.
func checkIdentity(before, sent metadata) *refusal {
	i := slices.IndexFunc(readOnly, func(name string) bool { _, present := sent[name]; return present })
	if i >= 0 {
		return invalidRequest("the request must not include %s", readOnly[i])
	}
	if sent.string(memberClientID) != before.string(memberClientID) {
		return invalidRequest("client_id must be that of the client")
	}
	return nil
}

// merged returns what an update makes of the members of a client, as far as that depends on those that it leaves out.
func (s *Simulator) merged(before, sent metadata) metadata {
	if s.opts.PutMerges {
		return merge(before, sent)
	}
	all := sent.clone()
	for _, name := range s.opts.KeptOnPut {
		if _, isSent := sent[name]; !isSent && before[name] != nil {
			all[name] = before[name]
		}
	}
	return all
}

// merge returns the members of before, overlaid with those sent.
func merge(before, sent metadata) metadata {
	merged := before.clone()
	for name, value := range sent {
		merged[name] = value
	}
	return merged
}

// deprovision removes a client (RFC 7592 section 2.3).
func (s *Simulator) deprovision(clientID string) sim.Answer {
	if s.opts.NoDelete {
		return s.notAllowed("GET, PUT")
	}
	s.remove(clientID)
	if s.opts.DeleteStatus != 0 {
		return sim.Answer{Status: s.opts.DeleteStatus}
	}
	return sim.Answer{Status: http.StatusNoContent}
}

// showRotated answers with a client after its token was replaced, when the options ask for that.
func (s *Simulator) showRotated(r *http.Request, client metadata, token string, secretIsNew bool) sim.Answer {
	rotate := s.opts.Rotation == RotateAlways || s.opts.Rotation == RotateOnPut && r.Method == http.MethodPut
	if rotate && !s.opts.NoTokens {
		token = s.rotateToken(client.string(memberClientID), token)
	}
	what := shown{token: token, tokenIsNew: rotate, secretIsNew: secretIsNew}
	return s.show(r, http.StatusOK, client, what)
}
