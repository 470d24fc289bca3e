package provider_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// allFields are the fields of oauth_client that can be configured on some backend.
func allFields() []oauthclient.Field {
	fields := oauthclient.Standard()
	for _, backend := range setup.Backends() {
		fields = append(fields, backend.Fields...)
	}
	return slices.DeleteFunc(fields, func(f oauthclient.Field) bool { return f.Spec().Issued || f.Spec().Observed })
}

// oneOf returns the value of a field that is, or has as its only element, a text.
func oneOf(f oauthclient.Field, text string) any {
	if f.Kind() == oauthclient.Set || f.Kind() == oauthclient.List {
		return list(text)
	}
	return text
}

// A badKind is a mistake that can be made with every field of a kind, and what is said about it.
type badKind struct{ value, says string }

// Every span of time that is none, or that no server can have, is told in the same words: lifespans and timeouts alike.
func TestBadSpans(t *testing.T) {
	t.Parallel()
	s := quietSession(t)
	cases := []badKind{
		{"-5m", "is too short: a span of time is at least"},
		{"0s", "is too short: a span of time is at least"},
		{"0", "is too short"},
		{"1ns", "is too short"},
		{"-2562048h", "is too short"},
		{"2562048h", "is too long: a span of time is at most 2562047h47m"},
		{"1h99999999999999m", "is too long"},
		{"3600", "is not a span of time: write numbers with the units"},
		{"1d", "is not a span of time: .*there is no unit for a day"},
		{"1 h", "is not a span of time"},
		{"soon", "is not a span of time"},
	}
	tried := 0
	for _, f := range allFields() {
		if f.Kind() != oauthclient.Duration {
			continue
		}
		tried++
		for _, tc := range cases {
			wantLine(t, fmt.Sprintf(`^ERROR %s: Invalid value: .*%q %s`, f, tc.value, tc.says), s.validate(at(nil, f.String(), tc.value)))
		}
	}
	if tried < 10 {
		t.Errorf("only %d lifespans were tried", tried)
	}
	for resource, schema := range s.schemas.ResourceSchemas {
		for _, leaf := range walk("", schema.Block) {
			if !strings.HasPrefix(leaf.path, "timeouts.") {
				continue
			}
			for _, tc := range cases {
				wantLine(t, fmt.Sprintf(`^ERROR %s: Invalid value: .*%q %s`, leaf.path, tc.value, tc.says), lines(s.validateAs(resource, at(nil, leaf.path, tc.value))))
			}
		}
	}
	for _, setting := range []string{"http.request_timeout", "oam.read_after_write_timeout"} {
		for _, tc := range cases {
			settings := at(object("oam", object("url", "http://127.0.0.1:1")), setting, tc.value)
			wantLine(t, fmt.Sprintf(`^ERROR %s: Invalid provider configuration: .*%s`, setting, tc.says), quietSession(t).configure(t.Context(), settings))
		}
	}
}

// A number that is none of the kind is told before the framework sees it, which would show a pointer.
func TestBadNumbers(t *testing.T) {
	t.Parallel()
	s := quietSession(t)
	tried := 0
	for resource, schema := range s.schemas.ResourceSchemas {
		paths, types := settable(schema.Block)
		for _, path := range paths {
			if !types[path].Is(tftypes.Number) {
				continue
			}
			tried++
			for value, says := range map[float64]string{1.5: `1\.5 is not a whole number`, -1: "-1 is too small", 1e300: `1e\+300 is too far from 0`} {
				wantLine(t, fmt.Sprintf(`^ERROR %s: Invalid value: .*%s`, path, says), lines(s.validateAs(resource, at(object("name", "x"), path, value))))
			}
		}
	}
	if tried < 6 {
		t.Errorf("only %d numbers were tried", tried)
	}
}

// isURI reports whether a field has URIs that somebody follows, by what it takes and refuses. The name in a certificate is not
// followed.
func isURI(f oauthclient.Field) bool {
	check := f.Spec().Check
	return f != oauthclient.TLSClientAuthSANURI && check != nil && check("https://app.example.com") == nil && check("app") != nil
}

// What is wrong or doubtful about a URI is told of every field that has one.
func TestBadURIs(t *testing.T) {
	t.Parallel()
	s := quietSession(t)
	tried := 0
	for _, f := range allFields() {
		if !isURI(f) {
			continue
		}
		tried++
		for _, tc := range []badKind{
			{"https://a.example:99999/", `^ERROR .*has the port 99999; a port is a number from 1 to 65535`},
			{"https://a.example:0", `^ERROR .*has the port 0`},
			{"localhost:8080/cb", `^ERROR .*(has no scheme: write .*"https://localhost:8080/cb"|is not an origin: write a scheme)`},
			{"app.example.com/cb", `^ERROR .*(has no scheme: write .*"https://app.example.com/cb"|is not an origin: write a scheme)`},
			{"https://a.example/a b", `^ERROR .*(holds a blank|is not an origin)`},
			{"/relative", `^ERROR .*(is relative|is not an origin)`},
			{"https://me:hunter2@a.example/", `^(WARNING .*holds a user name or password|ERROR .*is not an origin)`},
			{"htps://a.example", `^(WARNING .*did you mean "https"|ERROR .*must begin with)`},
		} {
			said := s.validate(at(nil, f.String(), oneOf(f, tc.value)))
			wantLine(t, tc.says, said)
			wantLine(t, fmt.Sprintf("^(ERROR|WARNING) %s: ", f), said)
			if strings.Contains(strings.Join(said, ""), "hunter2") {
				t.Errorf("%s: the password is shown: %v", f, said)
			}
		}
	}
	if tried < 15 {
		t.Errorf("only %d fields with URIs were tried", tried)
	}
}

// An empty or missing element is one error, and not one for each thing that it is not.
func TestEmptyElements(t *testing.T) {
	t.Parallel()
	s := quietSession(t)
	for _, f := range allFields() {
		if f.Kind() != oauthclient.Set && f.Kind() != oauthclient.List {
			continue
		}
		for _, elements := range []any{list(""), list(nil), list("", nil)} {
			said := s.validate(at(nil, f.String(), elements))
			if len(said) != 1 || !strings.HasPrefix(said[0], "ERROR "+f.String()+": ") {
				t.Errorf("%s = %q is answered with %q, want one error", f, elements, said)
			}
		}
	}
}

// Every value that a specification or a product's documents list is told apart from one that looks like it: by the field, and by
// the backend that takes fewer than there are.
func TestBadListedValues(t *testing.T) {
	t.Parallel()
	validating := quietSession(t)
	tried := 0
	for _, backend := range setup.Backends() {
		s := quietSession(t)
		if said := s.configure(t.Context(), leastSettings[backend.Name()]); len(said) > 0 {
			t.Fatal(said)
		}
		judge := backend.Judge()
		for _, f := range judge.Supported().Sorted() {
			property, _ := judge.Property(f)
			for _, value := range slices.Concat(property.Values, textsOf(f.Spec().Values)) {
				if len(value) < 5 {
					continue // too short to be told from others
				}
				tried++
				typo := value[:len(value)-1] + "~"
				said := append(validating.validate(at(nil, f.String(), oneOf(f, typo))), s.planCreate(at(object("client_name", "x"), f.String(), oneOf(f, typo)))...)
				wantLine(t, fmt.Sprintf(`^(ERROR|WARNING) %s: .*(Did you mean|Write) "`, f), said)
				if len(property.Values) > 0 {
					wantLine(t, fmt.Sprintf(`^ERROR %s: Invalid value: .* takes `, f), said)
				}
			}
			if len(property.Values) == 0 && len(f.Spec().Values) == 0 {
				continue
			}
			said := append(validating.validateAs("oauth_client", at(nil, f.String(), oneOf(f, "WRONG"))), s.planAs("oauth_client", at(object("client_name", "x"), f.String(), oneOf(f, "WRONG")))...)
			if !slices.ContainsFunc(said, func(d *tfprotov6.Diagnostic) bool { return strings.Contains(d.Detail, `"WRONG" is not a`) }) {
				t.Errorf("%s: nothing is said about %s = \"WRONG\"", backend.Name(), f)
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d values were tried", tried)
	}
}

func textsOf(values []oauthclient.Value) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.Value
	}
	return texts
}

// A value that a specification does not list, and a server may have all the same, is let pass as extra metadata where it is an
// error of the attribute, and with a warning where it is none.
func TestValuesOfOneServer(t *testing.T) {
	t.Parallel()
	s := quietSession(t)
	if said := s.configure(t.Context(), leastSettings["registration"]); len(said) > 0 {
		t.Fatal(said)
	}
	for _, f := range oauthclient.Registered() {
		if len(f.Spec().Values) == 0 || f.Spec().Issued {
			continue
		}
		extra, err := json.Marshal(map[string]any{f.Name(): oneOf(f, "private")})
		if err != nil {
			t.Fatal(err)
		}
		attributes := object("client_name", "x", "registration", object("extra_metadata", string(extra)))
		if said := append(s.validate(attributes), s.planCreate(attributes)...); len(said) > 0 {
			t.Errorf("%s: %v", extra, said)
		}
		severity := "WARNING"
		if f.Spec().Closed {
			severity = "ERROR"
		}
		wantLine(t, fmt.Sprintf("^%s %s: ", severity, f), s.validate(object(f.Name(), oneOf(f, "private"))))
	}
}
