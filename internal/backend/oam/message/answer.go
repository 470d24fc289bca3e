// Package message has the messages of the OAuth administration API of Oracle Access Manager (OAM): what is sent, and what is
// answered.
//
// OAM tells what it did in one line of prose (typos included) that nothing in it escapes:
//
//	Sucessfully created entity - OAuthClient, detail - OAuth Client - uid = 46.., name = Demo, id = aa.., identityDomain = Demos, description = A demo, secret = 01.., clientType = CONFIDENTIAL_CLIENT, grantTypes = [PASSWORD], ...
//
// Newer servers answer a GET with JSON instead. Which of the two comes is not documented and Content-Type does not
// tell, so the first byte of the body decides. [Parse], [ParseIdentityDomain] and [ParseResourceServer] read both
// forms, one function for each endpoint of the API; [Print] and its siblings write the text form, for the simulator.
//
// # What the text cannot tell
//
// A description, a secret and the values of attributes may hold ", " and " = " and anything else. The reader anchors
// on the known keys: uid to identityDomain from the left, redirectURIs back to clientType from the right, trying the
// right-most place first and taking the first one from which everything else can be read; the secret begins behind
// the last ", secret = " before it. Descriptions are therefore read exactly, whatever they hold, but for the first
// line below. These values print like other values, and are read as those:
//
//   - a description, secret, default scope or description of a resource server or scope that is "null": as absent;
//   - a secret that holds ", secret = ": its beginning goes to the description;
//   - a secret that ends in ", ": without it, since servers were seen to print an empty element there;
//   - a name or value of an attribute that holds ", clientType = X, grantTypes = [" and the rest of an answer behind it;
//   - a name of an attribute that holds `","attrValue":"`;
//   - a value of an attribute that holds `","attrType":X},{"attrName":"`, with or without a blank behind the comma;
//   - a name, id or identity domain that holds ", " and the next key; scopes, grant types and redirect URIs with
//     blanks. The provider refuses these before they are sent.
//
// Properties that have no place in the text (the custom claims, tokenEndpointAuthMethod, tlsClientAuth.., usePKCE ..)
// are absent from a client that was read from it. Absent means unknown there, not empty.
package message

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// The verbs of text answers, in the form OAM prints them.
const (
	Created   = "created"
	Retrieved = "retrieved"
	Modified  = "modified"
	Deleted   = "deleted"
)

// The entities of text answers, in the form OAM prints them.
const (
	EntityClient         = "OAuthClient"
	EntityResourceServer = "OAuthResourceServer"
	EntityIdentityDomain = "OAuthIdentityDomain"
)

// An Answer is what OAM said to a request it carried out.
type Answer struct {
	// Verb is what was done, one of the verbs above; empty when the answer is JSON.
	Verb string
	// Entity is what it was done to, one of the entities above; empty when the answer is JSON.
	Entity string
	// Name is the name of the entity; empty for a list and for an answer that names none ("detail...").
	Name string
	// Client is the client shown; nil when the answer shows none: after a delete, and perhaps after a modify, whose
	// answer was never captured in full.
	Client *Client
	// Clients is what a list shows, empty and not nil for an empty list; nil when the answer is not a list.
	Clients []Client
	// IdentityDomain is the identity domain shown; nil when the answer shows none.
	IdentityDomain *IdentityDomain
	// ResourceServer is the resource server shown; nil when the answer shows none.
	ResourceServer *ResourceServer
}

// Parse reads the body of a 200 answer of the client endpoint, be it text, a JSON object or a JSON array.
// Anything else is an error that shows the beginning of the body, without the secret.
func Parse(body []byte) (Answer, error) {
	return parse(body, EntityClient, parseClientJSON, parseClientDetail)
}

// ParseIdentityDomain does for the identity domain endpoint what [Parse] does for clients, lists excepted.
func ParseIdentityDomain(body []byte) (Answer, error) {
	return parse(body, EntityIdentityDomain, parseIdentityDomainJSON, parseIdentityDomainDetail)
}

// ParseResourceServer does for the resource server endpoint what [Parse] does for clients, lists excepted.
func ParseResourceServer(body []byte) (Answer, error) {
	return parse(body, EntityResourceServer, parseResourceServerJSON, parseResourceServerDetail)
}

// IsNotFound tells whether a failed GET says that the entity does not exist: a 422 with OAM's own sentence, of which
// both spellings are known. A 404 is a wrong URL and says nothing about the entity, other 422s are other failures.
func IsNotFound(status int, body []byte) bool {
	body = bytes.TrimSpace(body)
	return status == http.StatusUnprocessableEntity &&
		(bytes.HasPrefix(body, []byte("Failed to retriev")) || bytes.HasPrefix(body, []byte("Failed to retriv")))
}

// IsSuccess tells whether a body begins like a text answer of success, whatever it goes on to say.
func IsSuccess(body []byte) bool { return headOfSuccess.Match(bytes.TrimSpace(body)) }

// SaysCreated tells whether an answer of the client endpoint says that the client of that name was made, or one that it does
// not name.
func SaysCreated(body []byte, name string) bool {
	a, err := Parse(body)
	return err == nil && a.Verb == Created && (a.Name == "" || a.Name == name)
}

var (
	headOfSuccess = regexp.MustCompile(`^Suc{1,2}essfully \w+ entity\b`)
	// head is the beginning of a text answer; both spellings of its first word are accepted, with and without quotes.
	head = regexp.MustCompile(`(?s)^Suc{1,2}essfully (\w+) entity - "?(\w+)"?, detail(?:\.\.\.| - (.*))?$`)
	// headOfModify is all that is known of the answer to a modify.
	headOfModify = regexp.MustCompile(`^Suc{1,2}essfully (modified|updated) entity`)
)

// parse reads a body with the two readers of an entity: one for JSON, one for what follows "detail - ". The second
// reports false when the detail is not its own; the detail is then the name of the entity.
func parse(body []byte, entity string, fromJSON func([]byte, *Answer) error, fromDetail func(string, *Answer) (bool, error)) (Answer, error) {
	// Blanks at the end stay: they belong to an empty value of the last pair.
	body = bytes.TrimRight(bytes.TrimLeft(body, " \t\r\n"), "\r\n")
	if len(body) > 0 && (body[0] == '{' || body[0] == '[') {
		var a Answer
		if err := fromJSON(body, &a); err != nil {
			return Answer{}, fmt.Errorf("unexpected JSON answer %s: %w", excerpt(body), err)
		}
		return a, nil
	}
	text := string(body)
	modified := headOfModify.MatchString(text)
	m := head.FindStringSubmatch(text)
	switch {
	case m == nil && modified:
		return Answer{Verb: Modified, Entity: entity}, nil
	case m == nil:
		return Answer{}, fmt.Errorf("unexpected answer %s", excerpt(body))
	case m[2] != entity:
		return Answer{}, fmt.Errorf("unexpected answer about %s instead of %s: %s", m[2], entity, excerpt(body))
	}
	a := Answer{Verb: m[1], Entity: entity}
	if modified {
		a.Verb = Modified
	}
	shown, err := fromDetail(m[3], &a)
	switch {
	case err != nil && modified:
		// The caller has to read back anyway, so an unfamiliar tail is no reason to call the write a failure.
		return Answer{Verb: Modified, Entity: entity}, nil
	case err != nil:
		return Answer{}, fmt.Errorf("unexpected answer %s: %w", excerpt(body), err)
	case !shown:
		a.Name = unquote(m[3])
	}
	return a, nil
}

// unquote removes the quotes that the documentation shows around a name, and real servers do not print.
func unquote(name string) string {
	if len(name) >= 2 && strings.HasPrefix(name, `"`) && strings.HasSuffix(name, `"`) {
		return name[1 : len(name)-1]
	}
	return name
}

// secretKey is where a secret is about to be shown, in text or in JSON.
var secretKey = regexp.MustCompile(`(?i)secret["']?\s*[=:]`)

// excerpt quotes the first 200 characters of a body. It ends before the first secret: where a secret ends cannot be
// told in a body that is not understood.
func excerpt(body []byte) string {
	const most = 200
	removed := ""
	if at := secretKey.FindIndex(body); at != nil {
		body, removed = body[:at[1]], " (removed)"
	}
	shown := []rune(string(body))
	if len(shown) > most {
		shown, removed = shown[:most], " ..."
	}
	return fmt.Sprintf("%q", string(shown)+removed)
}
