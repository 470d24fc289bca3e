package cimd

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// extraMetadata is the member of a description that holds members without a field.
const extraMetadata = "extra_metadata"

// Make makes the document of a client that is described as in the resource: by the paths of [Fields], that is registered
// names, scopes for "scope", and an object for each specification that has a block. Values are string, bool, [json.Number],
// []any, map[string]any and nil; nil and empty ones are left out. JSON may be a text or the value itself. A name with a language
// tag ("client_name#de") stands for itself, and what has no field stands in extra_metadata. The problems are all
// [oauthclient.ErrInvalid].
func Make(description map[string]any) (Document, []*oauthclient.Error) {
	m := maker{client: oauthclient.Client{}, members: jsonwire.Object{}}
	m.describe(description, "")
	encoded, err := table().Encode(m.client)
	if err != nil {
		m.problem("%v", err)
	}
	maps.Copy(m.members, encoded)
	text, err := json.Marshal(m.members)
	if err != nil {
		m.problem("The document cannot be written as JSON: %v.", err)
	}
	if len(m.problems) > 0 {
		return Document{}, m.problems
	}
	document, problems := parse(text, true)
	problems = slices.DeleteFunc(problems, func(p *oauthclient.Error) bool { return p.Kind != oauthclient.ErrInvalid }) //nolint:errorlint // It is the kind itself.
	return document, problems
}

type maker struct {
	client   oauthclient.Client
	members  jsonwire.Object
	problems []*oauthclient.Error
}

func (m *maker) problem(format string, args ...any) {
	m.problems = append(m.problems, invalid(format, args...))
}

// describe takes the members of a description, or of one of its blocks.
func (m *maker) describe(members map[string]any, block string) {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		value := members[name]
		if saysNothing(value) {
			continue
		}
		path := name
		if block != "" {
			path = block + "." + name
		}
		f, known := oauthclient.FieldAt(Fields(), path)
		inner, isObject := value.(map[string]any)
		registered, _, tagged := strings.Cut(name, "#")
		switch {
		case known:
			m.set(f, value)
		case path == extraMetadata && isObject:
			m.extra(inner)
		case isBlock(path) && isObject:
			m.describe(inner, path)
		case path == extraMetadata, isBlock(path):
			m.problem("%s is not an object.", path)
		case tagged && block == "" && isText(value):
			if base, known := oauthclient.FieldAt(Fields(), registered); !known || base.Kind() != oauthclient.String {
				m.problem("%s: %q is not the name of a member that can have a language tag.", path, registered)
			}
			m.member(path, value)
		default:
			m.unknown(path)
		}
	}
}

func (m *maker) unknown(path string) {
	names := []string{extraMetadata}
	for _, f := range Fields() {
		names = append(names, f.String())
	}
	switch near := oauthclient.Nearest(path, names); {
	case path == memberScope:
		m.problem("scope: write scopes, a list, in its place.")
	case path == oauthclient.ClientSecret.String() || path == oauthclient.ClientSecretExpiresAt.String():
		m.problem("%s must not be in a document that anybody can read. Leave it out.", path)
	case near != "":
		m.problem("%s is not a member of the document. Did you mean %q?", path, near)
	default:
		m.problem("%s is not a registered member. Write it in extra_metadata = { ... }.", path)
	}
}

// extra takes members that have no field.
func (m *maker) extra(members map[string]any) {
	names := table().Names()
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if f, has := names[name]; has {
			m.problem("extra_metadata: %s has an attribute of its own: write %s.", name, f)
			continue
		}
		if members[name] != nil {
			m.member(name, members[name])
		}
	}
}

func (m *maker) member(name string, value any) {
	raw, err := json.Marshal(value)
	if err != nil {
		m.problem("%s cannot be written as JSON.", name)
		return
	}
	m.members[name] = raw
}

// set takes the value of a field.
func (m *maker) set(f oauthclient.Field, value any) {
	var ok bool
	wants := "a text"
	switch f.Kind() {
	case oauthclient.Bool:
		wants = "true or false"
		m.client[f], ok = value.(bool)
	case oauthclient.Int:
		wants = "a whole number"
		number, _ := value.(json.Number)
		n, err := strconv.ParseInt(number.String(), 10, 64)
		m.client[f], ok = n, err == nil
	case oauthclient.Set, oauthclient.List:
		wants = "a list of texts"
		m.client[f], ok = textsOf(value, f.Kind() == oauthclient.Set)
	case oauthclient.JSON, oauthclient.JWKS:
		wants = "a JSON object, or one as a text"
		m.client[f], ok = jsonOf(value)
	default:
		m.client[f], ok = value.(string)
	}
	if !ok {
		delete(m.client, f)
		m.problem("%s is not %s.", f, wants)
	}
}

// textsOf returns the elements of a list, sorted and once each when their order has no meaning.
func textsOf(value any, sorted bool) ([]string, bool) {
	elements, ok := value.([]any)
	texts := make([]string, 0, len(elements))
	for _, element := range elements {
		text, isText := element.(string)
		ok = ok && isText
		texts = append(texts, text)
	}
	if sorted {
		slices.Sort(texts)
		texts = slices.Compact(texts)
	}
	return texts, ok
}

func jsonOf(value any) (string, bool) {
	if text, ok := value.(string); ok {
		return text, json.Valid([]byte(text))
	}
	text, err := json.Marshal(value)
	_, isObject := value.(map[string]any)
	return string(text), err == nil && isObject
}

// saysNothing reports whether a value is null or empty, which both leave a member out.
func saysNothing(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case string:
		return value == ""
	case []any:
		return len(value) == 0
	case map[string]any:
		return len(value) == 0
	}
	return false
}

func isText(value any) bool {
	_, ok := value.(string)
	return ok
}

func isBlock(name string) bool {
	return slices.ContainsFunc(oauthclient.Blocks(), func(b oauthclient.Block) bool { return b.Name == name })
}
