package oauthclient

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

// CheckValue returns what is wrong with a value by the declaration of its field: the form that the kind demands, the
// listed values, and the field's own checks. An empty value is right: it says the same as none.
func CheckValue(f Field, v any) []*Error {
	switch v := v.(type) {
	case string:
		if IsEmpty(f, v) {
			return nil
		}
		return checkText(f, v)
	case int64:
		return checkInt(f, v)
	case []string:
		return checkElements(f, v)
	case map[string]string:
		return checkMap(f, v)
	case []map[string]string:
		return checkObjects(f, v)
	}
	return nil
}

func checkText(f Field, text string) []*Error {
	if err := checkForm(f.Kind(), text); err != nil {
		return []*Error{Invalid(f, "%s.", capital(err))}
	}
	return checkOne(f, text)
}

// checkOne checks a text, or an element of a set or list, beyond its form.
func checkOne(f Field, text string) []*Error {
	spec := f.Spec()
	if spec.Check != nil {
		if err := spec.Check(text); err != nil {
			return []*Error{Invalid(f, "%s.", capital(err))}
		}
	}
	if problem := checkListed(f, text); problem != nil {
		return []*Error{problem}
	}
	if spec.Doubt != nil {
		if err := spec.Doubt(text); err != nil {
			return []*Error{Unusual(f, "%s.", capital(err))}
		}
	}
	return nil
}

// checkListed compares a text with the values that the field's declaration lists.
func checkListed(f Field, text string) *Error {
	spec := f.Spec()
	values := textsOf(spec.Values)
	if len(values) == 0 || slices.Contains(values, text) || spec.Known != nil && spec.Known(text) {
		return nil
	}
	if spec.Closed {
		return notListed(f, text, values, "Allowed are")
	}
	problem := Unusual(f, "%q is not a known value of %s; a server that does not know it may accept it and never use it.%s", text, f, didYouMean(text, values))
	problem.Advice = "Known are " + strings.Join(values, ", ") + "."
	return problem
}

// checkValues returns what is wrong with a value of which a server takes some only.
func checkValues(p Property, v any, who string) []*Error {
	if len(p.Values) == 0 {
		return nil
	}
	var problems []*Error
	texts, _ := v.([]string)
	if text, ok := v.(string); ok {
		texts = []string{text}
	}
	for _, text := range texts {
		if text == "" || slices.Contains(p.Values, text) {
			continue
		}
		problem := notListed(p.Field, text, p.Values, who)
		if instead := p.Instead[text]; instead != "" {
			problem.Advice = instead + " " + problem.Advice
		}
		problems = append(problems, problem)
	}
	return problems
}

func notListed(f Field, text string, allowed []string, who string) *Error {
	meant := ""
	if !slices.Contains(textsOf(f.Spec().Values), text) { // Otherwise a value that other servers take was meant.
		meant = didYouMean(text, allowed)
	}
	problem := Invalid(f, "%q is not a value of %s.%s", text, f, meant)
	problem.Advice = who + " " + strings.Join(allowed, ", ") + "."
	return problem
}

// didYouMean returns a sentence that says which of the values was meant, with a blank before it; "" when none of them is like
// the text. A text that is one of them in another spelling can mean nothing else.
func didYouMean(text string, values []string) string {
	near := Nearest(text, values)
	switch {
	case near == "":
		return ""
	case plain(near) == plain(text), plain(near[strings.LastIndexByte(near, ':')+1:]) == plain(text):
		return fmt.Sprintf(" Write %q.", near)
	}
	return fmt.Sprintf(" Did you mean %q?", near)
}

func checkInt(f Field, n int64) []*Error {
	spec := f.Spec()
	switch {
	case n < spec.Min:
		return []*Error{Invalid(f, "%d is too small: %s is at least %d.", n, f, spec.Min)}
	case spec.Max > 0 && n > spec.Max:
		return []*Error{Invalid(f, "%d is too big: %s is at most %d.", n, f, spec.Max)}
	}
	return nil
}

func checkElements(f Field, elements []string) []*Error {
	var problems []*Error
	if slices.Contains(elements, "") {
		problems = append(problems, Invalid(f, "One of the elements is empty: leave it out."))
	}
	for _, element := range elements {
		if element == "" {
			continue
		}
		problems = append(problems, checkOne(f, element)...)
	}
	return problems
}

func checkMap(f Field, values map[string]string) []*Error {
	var problems []*Error
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if name == "" || values[name] == "" {
			problems = append(problems, Invalid(f, "The entry %q is empty: leave it out.", name))
		}
	}
	return problems
}

func checkObjects(f Field, objects []map[string]string) []*Error {
	var problems []*Error
	for _, object := range objects {
		for _, member := range f.Spec().Members {
			value := object[member.Name]
			listed := slices.ContainsFunc(member.Values, func(allowed string) bool { return strings.EqualFold(allowed, value) })
			switch {
			case value == "" && member.Required && !member.MayBeEmpty:
				problems = append(problems, Invalid(f, "One of the objects has no %s.", member.Name))
			case value != "" && len(member.Values) > 0 && !listed:
				problem := Invalid(f, "%q is not a value of %s.%s", value, member.Name, didYouMean(value, member.Values))
				problem.Advice = "It is one of " + strings.Join(member.Values, ", ") + "."
				problems = append(problems, problem)
			case value != "" && !member.mayBe(value):
				problems = append(problems, Invalid(f, "%q is not a value of %s.", value, member.Name))
			}
		}
	}
	return problems
}

// mayBe reports whether a text is of the member's kind.
func (m Member) mayBe(text string) bool {
	switch m.Kind {
	case Bool:
		return text == "true" || text == "false"
	case Int:
		_, err := strconv.ParseUint(text, 10, 63)
		return err == nil
	}
	return true
}

// checkForm checks that a text is written as its kind demands.
func checkForm(kind Kind, text string) error {
	switch kind {
	case Duration:
		if err := CheckSpan(text, time.Second); err != nil {
			return fmt.Errorf("%q %w", text, err)
		}
	case Time:
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			return fmt.Errorf("%q is not a time of RFC 3339, as in \"2030-01-31T06:00:00Z\" or \"2030-01-31T07:00:00+01:00\"", text)
		}
	case JSON:
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			return fmt.Errorf("the value is not a JSON text (%w); jsonencode(...) makes one", err)
		}
	case JWKS:
		_, err := jwk.Parse(text)
		return err
	}
	return nil
}

// CheckSpan returns what is wrong with a span of time that has a least length, as a predicate of the text.
func CheckSpan(text string, least time.Duration) error {
	span, err := time.ParseDuration(text)
	switch {
	case err != nil && numbersWithUnits.MatchString(text) && !strings.HasPrefix(text, "-"):
		return errors.New("is too long: a span of time is at most 2562047h47m")
	case err != nil && !numbersWithUnits.MatchString(text):
		return errors.New("is not a span of time: write numbers with the units h, m or s, as in \"90m\" or \"1h30m\"; " +
			"there is no unit for a day, write \"24h\"")
	case err != nil || span < least:
		return fmt.Errorf("is too short: a span of time is at least %q", least)
	}
	return nil
}

// numbersWithUnits matches a duration of any length, so that what is wrong with it is only that.
var numbersWithUnits = regexp.MustCompile(`^[+-]?(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$`)

// checkScope: RFC 6749 section 3.3, scope-token = 1*( %x21 / %x23-5B / %x5D-7E ).
func checkScope(text string) error {
	for _, r := range text {
		if r <= ' ' || r > '~' || r == '"' || r == '\\' {
			return fmt.Errorf("%q is not one scope: a scope has only visible ASCII characters, and no quotes or backslashes (RFC 6749 section 3.3); "+
				"write several scopes as several elements", text)
		}
	}
	return nil
}

func checkIP(text string) error {
	if _, err := netip.ParseAddr(text); err != nil {
		return fmt.Errorf("%q is not an IP address, as in \"192.0.2.1\" or \"2001:db8::1\"", text)
	}
	return nil
}

// capital returns an error's text with a capital letter at its beginning.
func capital(err error) string {
	text := err.Error()
	if text == "" || text[0] < 'a' || text[0] > 'z' {
		return text
	}
	return string(text[0]-'a'+'A') + text[1:]
}
