package message

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// A shape is the form of the objects that OAM prints in a list, with nothing in them escaped: two quoted values
// between three known texts, then whatever end takes.
type shape struct {
	first, second string
	// end matches from the end of the second value to the end of the object; its group, if any, is a third value.
	end *regexp.Regexp
}

var (
	// attributeShape has a last value without quotes; a mended server can be expected to add them.
	attributeShape = shape{`{"attrName":"`, `","attrValue":"`, regexp.MustCompile(`","attrType":"?(\w*)"?}`)}
	scopeShape     = shape{`{"scopeName":"`, `","description":"`, regexp.MustCompile(`"()}`)}
)

// An object holds the three values of an object; the third is "" when its shape has only two.
type object [3]string

// parseObjects reads a list such as `[{"a":"1","b":"2"}, {"a":"3","b":"4"}]`, separated with or without a blank.
// An object ends at the first place that looks like an end and is followed by another object or the end of the list.
func parseObjects(list string, form shape) ([]object, bool) {
	s, ok := strings.CutPrefix(list, "[")
	if !ok || !strings.HasSuffix(s, "]") {
		return nil, false
	}
	s = strings.TrimSuffix(s, "]")
	objects := []object{}
	for s != "" {
		var o object
		if s, ok = strings.CutPrefix(s, form.first); !ok {
			return nil, false
		}
		if o[0], s, ok = strings.Cut(s, form.second); !ok {
			return nil, false
		}
		if o[1], o[2], s, ok = form.cutEnd(s); !ok {
			return nil, false
		}
		objects = append(objects, o)
	}
	return objects, true
}

// cutEnd takes the second and the third value from s and returns the text of the next object, "" behind the last.
func (form shape) cutEnd(s string) (second, third, next string, ok bool) {
	for _, at := range form.end.FindAllStringSubmatchIndex(s, -1) {
		rest := s[at[1]:]
		separated := strings.TrimPrefix(strings.TrimPrefix(rest, ","), " ")
		if rest == "" || rest != separated && strings.HasPrefix(separated, form.first) {
			return s[:at[0]], s[at[2]:at[3]], separated, true
		}
	}
	return "", "", "", false
}

// jsonEscapes are those that writers of JSON use for what people write.
var jsonEscapes = strings.NewReplacer(`\\`, "", `\"`, "", `\u`, "")

// parseJSON reads a list that is JSON, so that members other than the name may be missing and stand in any order. One with
// another backslash is not taken for it: OAM was seen to escape nothing, and the backslash may be one of the text.
func parseJSON[T any](list string, name func(T) string) ([]T, bool) {
	elements := []T{}
	err := json.Unmarshal([]byte(list), &elements)
	nameless := slices.ContainsFunc(elements, func(e T) bool { return name(e) == "" })
	return elements, err == nil && !nameless && !strings.Contains(jsonEscapes.Replace(list), `\`)
}

// parseAttributes reads a list of attributes; "null" is nil.
func parseAttributes(list string) ([]Attribute, bool) {
	if list == null {
		return nil, true
	}
	if written, ok := parseJSON(list, func(a Attribute) string { return a.AttrName }); ok {
		return written, true
	}
	objects, ok := parseObjects(list, attributeShape)
	attributes := make([]Attribute, 0, len(objects))
	for _, o := range objects {
		attributes = append(attributes, Attribute{AttrName: o[0], AttrValue: o[1], AttrType: o[2]})
	}
	return attributes, ok
}
