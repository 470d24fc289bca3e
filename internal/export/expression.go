package export

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// widest is how many letters a list or an object on one line has at most.
const widest = 90

// expression writes the value of a field as an expression.
func expression(f oauthclient.Field, value any) string {
	switch value := value.(type) {
	case bool:
		return strconv.FormatBool(value)
	case int64:
		return strconv.FormatInt(value, 10)
	case []string:
		return list(value, quote)
	case map[string]string:
		return object(value, quote)
	case []map[string]string:
		return list(value, func(members map[string]string) string { return object(members, quote) })
	case string:
		if f.Kind() == oauthclient.JSON || f.Kind() == oauthclient.JWKS {
			return document(value)
		}
		return quote(value)
	}
	return "null"
}

// quote writes a text in quotes.
func quote(text string) string {
	return string(hclwrite.TokensForValue(cty.StringVal(text)).Bytes())
}

// list writes elements on one line, or each on its own where that would be too wide.
func list[V any](elements []V, expression func(V) string) string {
	var written []string
	for _, element := range elements {
		written = append(written, expression(element))
	}
	return enclose("[", "]", ",", written)
}

// object writes members in the order of their names, likewise.
func object[V any](members map[string]V, expression func(V) string) string {
	var written []string
	for _, name := range slices.Sorted(maps.Keys(members)) {
		written = append(written, key(name)+" = "+expression(members[name]))
	}
	return enclose("{ ", " }", "", written)
}

// enclose writes parts on one line between opening and closing, or each on its own with a text after it.
func enclose(opening, closing, after string, parts []string) string {
	if len(parts) == 0 {
		return strings.TrimSpace(opening) + strings.TrimSpace(closing)
	}
	if line := opening + strings.Join(parts, ", ") + closing; len(line) <= widest && !strings.Contains(line, "\n") {
		return line
	}
	return strings.TrimSpace(opening) + "\n" + strings.Join(parts, after+"\n") + after + "\n" + strings.TrimSpace(closing)
}

var plainKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// key writes the name of a member. A word of the language is quoted, since it would be read as that.
func key(name string) string {
	if plainKey.MatchString(name) && !slices.Contains([]string{"true", "false", "null", "for"}, name) {
		return name
	}
	return quote(name)
}

// document writes a JSON text as jsonencode(...) where that says the same, and else in quotes.
func document(text string) string {
	var value any
	if jsontext.Decode([]byte(text), &value) != nil || !isExact(value) {
		return quote(text)
	}
	return "jsonencode(" + jsonExpression(value) + ")"
}

func jsonExpression(value any) string {
	switch value := value.(type) {
	case string:
		return quote(value)
	case []any:
		return list(value, jsonExpression)
	case map[string]any:
		return object(value, jsonExpression)
	case nil:
		return "null"
	default: // json.Number and bool
		return fmt.Sprint(value)
	}
}

const (
	// longestInteger is how many digits of a whole number an engine keeps, which computes with 512 bits.
	longestInteger = 150
	// exactIntegers is up to where every whole number is one of float64, as which smaller numbers are compared.
	exactIntegers = 1 << 53
)

var plainInteger = regexp.MustCompile(`^-?[1-9][0-9]*$`)

// isExact reports whether an engine that reads a value as an expression, and writes it as JSON again, writes the same.
func isExact(value any) bool {
	switch value := value.(type) {
	case string:
		return cty.NormalizeString(value) == value
	case json.Number:
		n, err := value.Float64()
		return err == nil && math.Abs(n) < exactIntegers || plainInteger.MatchString(string(value)) && len(value) <= longestInteger
	case []any:
		return !slices.ContainsFunc(value, func(element any) bool { return !isExact(element) })
	case map[string]any:
		for name, member := range value {
			if !isExact(name) || !isExact(member) {
				return false
			}
		}
	}
	return true
}
