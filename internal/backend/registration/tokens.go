package registration

import (
	"fmt"
	"strings"
)

// TokensVariable is the environment variable with the tokens that operators issued, see [ParseOperatorTokens].
const TokensVariable = "OAUTH_REGISTRATION_ACCESS_TOKENS" //nolint:gosec // The name of a variable, not its value.

// ParseOperatorTokens reads one client a line: its registration_client_uri or client_id, a blank, and the token. So a
// token is bound to one client, and no other is ever shown it. It returns the tokens by what they are bound to. The error
// says which line is wrong, and no token.
func ParseOperatorTokens(text string) (map[string]string, error) {
	tokens := map[string]string{}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		// A client_id may contain blanks (RFC 6749 appendix A.1), a bearer token may not (RFC 6750 section 2.1).
		end := strings.LastIndexAny(line, " \t")
		if end < 0 {
			return nil, fmt.Errorf("line %d does not say which client the token is for: write the client_id or the registration_client_uri, a blank, and the token", number)
		}
		tokens[strings.TrimSpace(line[:end])] = line[end+1:]
	}
	return tokens, nil
}

// operatorTokenOf returns the operator's token for the client at address, "" when there is none. The clientID is "" when
// it is not known; then the one in an address on this server stands for it.
func (d *Driver) operatorTokenOf(address, clientID string) string {
	if token := d.operatorToken(address); token != "" {
		return token
	}
	if clientID == "" {
		clientID = d.clientIDIn(address)
	}
	if clientID == "" {
		return ""
	}
	return d.operatorToken(clientID)
}
