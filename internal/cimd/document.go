package cimd

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// memberScope is the only registered member that has another name as a field.
const memberScope = "scope"

// maxSize is how many bytes authorization servers are recommended to read at most.
const maxSize = 5000

// Fields returns the fields that a document can have, in the order of the documentation.
var Fields = sync.OnceValue(func() []oauthclient.Field {
	var fields []oauthclient.Field
	for _, f := range oauthclient.Standard() {
		if f != oauthclient.ClientSecret && !f.Spec().Issued {
			fields = append(fields, f)
		}
	}
	return fields
})

var table = sync.OnceValue(func() jsonwire.Table {
	members := jsonwire.Named(Fields()...)
	for i := range members {
		if members[i].Field == oauthclient.Scopes {
			members[i].Name, members[i].Form = memberScope, jsonwire.SpaceSeparated
		}
	}
	return members
})

// A Document is a client ID metadata document.
type Document struct {
	// Client are the registered members that are understood.
	Client oauthclient.Client
	// JSON is the document, with sorted members and without insignificant blanks.
	JSON string

	members jsonwire.Object
}

// parse reads a document and returns what is wrong with it. Strict makes errors of what only makes some servers refuse it.
func parse(text []byte, strict bool) (Document, []*oauthclient.Error) {
	var d Document
	if json.Unmarshal(text, &d.members) != nil || d.members == nil {
		return d, []*oauthclient.Error{invalid("The document is not a JSON object (RFC 8259).")}
	}
	var problems []*oauthclient.Error
	names := table().Names()
	for _, name := range slices.Sorted(maps.Keys(names)) {
		f := names[name]
		says, into := typeOf(f.Kind(), name)
		if raw, ok := d.members[name]; ok && json.Unmarshal(raw, into) != nil {
			problems = append(problems, oauthclient.Invalid(f, "The member %q is not %s.", name, says))
		}
	}
	d.Client, _ = table().Decode(d.members) // What is not understood has been told.
	delete(d.Client, oauthclient.JWKSet)
	if raw := d.members[oauthclient.JWKSet.Name()]; bytes.HasPrefix(raw, []byte("{")) {
		d.Client[oauthclient.JWKSet] = string(raw) // as it is written, since it is to be checked
	}
	d.JSON = canonical(d.members)
	return d, append(problems, d.check(strict)...)
}

// canonical writes an object with sorted members.
func canonical(members jsonwire.Object) string {
	raw, err := json.Marshal(members)
	if err != nil {
		return "" // Members that were parsed before can be written again.
	}
	var value any
	_ = jsontext.Decode(raw, &value) // It has just been written, and so can be again.
	text, _ := jsontext.Encode(value)
	return string(text)
}

// typeOf returns what a member must be in JSON, for people, and where one that is that can be decoded.
func typeOf(kind oauthclient.Kind, name string) (says string, into any) {
	switch {
	case kind == oauthclient.Bool:
		return "true or false", new(bool)
	case kind == oauthclient.Int:
		return "a whole number", new(int64)
	case kind == oauthclient.JSON, kind == oauthclient.JWKS:
		return "a JSON object", new(map[string]any)
	case kind != oauthclient.Set && kind != oauthclient.List, name == memberScope:
		return "a string", new(string)
	}
	return "an array of strings", new([]string)
}

// check returns what is wrong with a document by the draft, and by the specifications that its members are from.
func (d Document) check(strict bool) []*oauthclient.Error {
	doubt := oauthclient.ErrUnusual
	if strict {
		doubt = oauthclient.ErrInvalid
	}
	problems := slices.Concat(d.checkID(), d.checkSecrets(), d.checkMethod(doubt), d.checkRedirects())
	for _, problem := range oauthclient.CheckMetadata(d.Client, nil) {
		switch {
		case problem.Field == oauthclient.RedirectURIs && !d.Client.Has(oauthclient.RedirectURIs): // checkRedirects is stricter.
		case problem.Field == oauthclient.JWKSet && d.hasPrivateKeys(): // checkSecrets knows what it means here.
		default:
			problems = append(problems, problem)
		}
	}
	if !d.Client.Has(oauthclient.ClientName) {
		problems = append(problems, oauthclient.Unusual(oauthclient.ClientName, "There is no client_name to show to users, which the Model Context Protocol (MCP), for one, requires."))
	}
	if size := len(d.JSON); size > maxSize {
		problems = append(problems, tooBig(doubt, size))
	}
	return problems
}

func tooBig(kind error, size int) *oauthclient.Error {
	return &oauthclient.Error{
		Kind: kind, Message: fmt.Sprintf("The document has %d bytes, and authorization servers are recommended to read no more than 5 kilobytes.", size),
		Advice: "Put keys behind jwks_uri, and leave out what nobody needs.",
	}
}

func (d Document) checkID() []*oauthclient.Error {
	id := d.Client.Text(oauthclient.ClientID)
	if id == "" {
		return []*oauthclient.Error{oauthclient.Invalid(oauthclient.ClientID, "There is no client_id, which must be the URL of the document.")}
	}
	if err := CheckURL(id); err != nil {
		return []*oauthclient.Error{oauthclient.Invalid(oauthclient.ClientID, "The client_id must be the URL of the document: %v.", err)}
	}
	if err := doubtURL(id); err != nil {
		return []*oauthclient.Error{oauthclient.Unusual(oauthclient.ClientID, "%v.", err)}
	}
	return nil
}

// checkSecrets: anybody can read the document, so there is nothing secret in it.
func (d Document) checkSecrets() []*oauthclient.Error {
	var problems []*oauthclient.Error
	for _, f := range []oauthclient.Field{oauthclient.ClientSecret, oauthclient.ClientSecretExpiresAt} {
		if _, has := d.members[f.Name()]; has {
			problems = append(problems, oauthclient.Invalid(f, "The member %q must not be in the document, which anybody can read.", f.Name()))
		}
	}
	if d.hasPrivateKeys() {
		problem := oauthclient.Invalid(oauthclient.JWKSet, "The jwks has a private or symmetric key, and anybody can read the document.")
		problem.Advice = "Leave only the public members, and replace the key where it has been published."
		problems = append(problems, problem)
	}
	return problems
}

func (d Document) hasPrivateKeys() bool {
	raw, has := d.members[oauthclient.JWKSet.Name()]
	if !has {
		return false
	}
	_, private := jwk.Public(string(raw))
	return len(private) > 0
}

// checkMethod: there is no secret that client and server could share. The default of RFC 7591 section 2 is a method with one,
// so a document has to say another; what servers do when it says nothing is not specified (issue 92 of the draft).
func (d Document) checkMethod(doubt error) []*oauthclient.Error {
	method := d.Client.Text(oauthclient.TokenEndpointAuthMethod)
	supported, _ := d.Client[oauthclient.TokenEndpointAuthMethodsSupported].([]string)
	const advice = "Use \"none\" for a public client, or \"private_key_jwt\" with jwks or jwks_uri."
	for _, used := range append([]string{method}, supported...) {
		if isSecretMethod(used) {
			problem := oauthclient.Invalid(oauthclient.TokenEndpointAuthMethod, "The method %q needs a secret that client and server share, and there can be none.", used)
			problem.Advice = advice
			return []*oauthclient.Error{problem}
		}
	}
	needsKeys := slices.Contains([]string{"private_key_jwt", "self_signed_tls_client_auth"}, method)
	switch {
	case method == "" && len(supported) == 0:
		return []*oauthclient.Error{{
			Kind: doubt, Field: oauthclient.TokenEndpointAuthMethod, Advice: advice,
			Message: "It is not said how the client authenticates. The default of RFC 7591 is client_secret_basic, which cannot be used here, so servers may refuse the document.",
		}}
	case needsKeys && !d.Client.Has(oauthclient.JWKSet) && !d.Client.Has(oauthclient.JWKSURI):
		return []*oauthclient.Error{oauthclient.Invalid(oauthclient.TokenEndpointAuthMethod, "%s needs the client's public keys: set jwks or jwks_uri.", method)}
	}
	return nil
}

// checkRedirects: the document registers the redirect URIs, and RFC 9700 section 2.1 wants them registered.
func (d Document) checkRedirects() []*oauthclient.Error {
	grants := d.Client.Strings(oauthclient.GrantTypes)
	redirects := len(grants) == 0 || slices.Contains(grants, "authorization_code") || slices.Contains(grants, "implicit")
	if !redirects || d.Client.Has(oauthclient.RedirectURIs) {
		return nil
	}
	problem := oauthclient.Invalid(oauthclient.RedirectURIs, "There are no redirect_uris, and no user can be sent back to the client without.")
	problem.Advice = "A client of another kind names its grants in grant_types; left out, they are authorization_code (RFC 7591 section 2)."
	return []*oauthclient.Error{problem}
}

func invalid(format string, args ...any) *oauthclient.Error {
	return oauthclient.Invalid(oauthclient.Field{}, format, args...)
}
