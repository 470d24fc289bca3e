package registrationsim

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// register answers a request to the registration endpoint (RFC 7591 section 3).
func (s *Simulator) register(r *http.Request, body []byte) sim.Answer {
	if r.Method != http.MethodPost {
		return s.notAllowed("POST")
	}
	sent, refused := decodeRequest(r, body)
	if refused != nil {
		return s.refuse(refused)
	}
	if !s.mayRegister(bearer(r)) {
		return s.refuse(&refusal{http.StatusUnauthorized, "invalid_token", "an initial access token is needed"})
	}
	if refused := s.checkRegistration(sent); refused != nil {
		return s.refuse(refused)
	}
	client, refused := s.accept(sent)
	if refused != nil {
		return s.refuse(refused)
	}
	clientID := s.newClientID()
	client[memberClientID] = clientID
	if !s.opts.NoIssuedAt {
		client[memberIssuedAt] = seconds(time.Now())
	}
	secretIsNew := s.settleSecret(client, nil)
	s.clients[clientID] = client
	var token string
	if !s.opts.NoManagement && !s.opts.NoTokens {
		token = s.issueToken(clientID)
	}
	if s.opts.SingleUseTokens {
		delete(s.initial, bearer(r))
	}
	status := s.opts.CreateStatus
	if status == 0 {
		status = http.StatusCreated
	}
	return s.show(r, status, s.echo(client, sent), shown{token: token, tokenIsNew: true, secretIsNew: secretIsNew})
}

// mayRegister reports whether an initial access token is good.
func (s *Simulator) mayRegister(token string) bool {
	if s.opts.SingleUseTokens {
		return s.initial[token]
	}
	return s.opts.InitialAccessToken == "" || token == s.opts.InitialAccessToken
}

func (s *Simulator) newClientID() string {
	switch {
	case s.opts.NumericIDs:
		s.made++
		return strconv.Itoa(1_000_000 + s.made)
	case s.opts.SlashedIDs:
		return "tenant/client-" + rand.Text()
	}
	return "client-" + rand.Text()
}

// echo returns what the answer to a write shows.
func (s *Simulator) echo(client, sent metadata) metadata {
	if !s.opts.Echo {
		return client
	}
	shown := merge(client, sent)
	for _, name := range s.opts.KeptOnPut {
		if _, isSent := sent[name]; !isSent {
			delete(shown, name)
		}
	}
	return shown
}

// checkRegistration refuses what only a registration, and not an update, may not carry.
func (s *Simulator) checkRegistration(sent metadata) *refusal {
	for _, name := range []string{memberClientID, memberSecret} {
		if _, present := sent[name]; present && s.opts.RefuseChosen {
			return invalidMetadata("%s is chosen by the server", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		if value := sent[name]; s.opts.RefuseNull && (value == nil || value == "") {
			return invalidMetadata("%s must not be empty", name)
		}
	}
	return nil
}

// settleSecret gives the client the secret it is to have, and reports whether that is a new one. Before is the client
// before an update, nil at the registration.
func (s *Simulator) settleSecret(client, before metadata) bool {
	_, had := before[memberSecret]
	needs := s.needsSecret(client)
	switch {
	case needs && (!had || s.opts.SecretOnUpdate):
		client[memberSecret] = "secret-" + rand.Text()
		client[memberSecretExpiresAt] = s.secretExpiry()
		return true
	case had && (needs || s.opts.KeepSecretOfPublic):
		client[memberSecret] = before[memberSecret]
		client[memberSecretExpiresAt] = before[memberSecretExpiresAt]
	}
	return false
}

// shown says what an answer carries beside the metadata.
type shown struct {
	token                   string
	tokenIsNew, secretIsNew bool
}

// show answers with a client (RFC 7591 section 3.2.1, RFC 7592 section 3).
func (s *Simulator) show(r *http.Request, status int, client metadata, what shown) sim.Answer {
	m := client.clone()
	if !s.showsSecret(r.Method, what.secretIsNew) {
		delete(m, memberSecret)
	}
	s.shape(m, r.Method)
	if s.opts.NoManagement {
		return s.answer(status, m)
	}
	if !s.opts.NoTokens && (what.tokenIsNew || !s.opts.OmitHandle) {
		m[memberToken] = what.token
	}
	if r.Method == http.MethodPost || !s.opts.OmitHandle {
		m[memberURI] = s.clientURI(r, client.string(memberClientID))
	}
	return s.answer(status, m)
}

// answer answers with the members of a client.
func (s *Simulator) answer(status int, m metadata) sim.Answer {
	if s.opts.NumericIDs {
		m[memberClientID] = json.Number(m.string(memberClientID))
	}
	if !s.opts.Sloppy {
		return sim.JSON(status, m)
	}
	if at, ok := m[memberIssuedAt].(json.Number); ok {
		seconds, _ := at.Int64()
		m[memberIssuedAt] = time.Unix(seconds, 5e8).UTC().Format(time.RFC3339Nano)
	}
	if _, has := m[memberSecretExpiresAt]; has && s.opts.SecretLifetime == 0 {
		m[memberSecretExpiresAt] = false
	}
	return sim.Text(status, "application/json", "\uFEFF"+string(sim.Encode(m)))
}

// shapeRead gives the members of an answer to GET its form.
func (s *Simulator) shapeRead(m metadata) {
	for _, name := range s.opts.HiddenOnRead {
		delete(m, name)
	}
	for _, name := range s.opts.TextsAsArrays {
		if text, ok := m[name].(string); ok {
			m[name] = []any{text}
		}
	}
	if secret := m.string(memberSecret); secret != "" && s.opts.HashedSecretOnRead {
		m[memberSecret] = fmt.Sprintf("%x", sha256.Sum256([]byte(secret)))
	}
}

// showsSecret reports whether the answer to a request with this method carries the client's secret.
func (s *Simulator) showsSecret(method string, isNew bool) bool {
	switch s.opts.SecretShown {
	case ShownOnWrites:
		return method != http.MethodGet
	case ShownWhenNew:
		return isNew
	case ShownOnPost:
		return method == http.MethodPost
	default:
		return true
	}
}

// shape gives the members of an answer to a request with this method the form that the options ask for.
func (s *Simulator) shape(m metadata, method string) {
	if method == http.MethodGet {
		s.shapeRead(m)
	}
	for name, value := range m {
		if s.opts.Reorder && kindOf(name) == kindStrings && !isPreference(name) {
			m.setStrings(name, slices.Sorted(slices.Values(m.strings(name))))
		}
		list, isList := value.([]any)
		isEmptyList := isList && len(list) == 0
		switch {
		case s.opts.OmitEmpty && (value == false || isEmptyList):
			delete(m, name)
		case s.opts.NullListsOnWrite && isEmptyList && method != http.MethodGet:
			m[name] = nil
		}
	}
	if scope := m.string("scope"); s.opts.Reorder && scope != "" {
		m["scope"] = sortedWords(scope)
	}
	if !s.opts.Nulls {
		return
	}
	for name := range registered {
		if _, present := m[name]; !present {
			m[name] = nil
		}
	}
}
