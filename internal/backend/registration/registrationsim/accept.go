package registrationsim

import (
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// rfc7591Defaults are the defaults of RFC 7591 section 2.
var rfc7591Defaults = map[string]any{
	"token_endpoint_auth_method": "client_secret_basic",
	"grant_types":                []any{"authorization_code"},
	"response_types":             []any{"code"},
}

// defaults returns what is filled in for members that were left out.
func (o *Options) defaults() map[string]any {
	if o.Defaults == nil {
		return rfc7591Defaults
	}
	return o.Defaults
}

// accept returns what the server registers when it is sent this metadata, without the administrative members.
func (s *Simulator) accept(sent metadata) (metadata, *refusal) {
	m := sent.clone()
	for _, name := range administrative {
		delete(m, name)
	}
	maps.DeleteFunc(m, func(_ string, v any) bool {
		list, isList := v.([]any)
		return v == nil || v == "" || s.opts.NoEmptyLists && isList && len(list) == 0
	})
	steps := []func(metadata) *refusal{
		s.applyStatement, s.applyUnknown, checkKinds, s.drop, s.tidy, s.checkSupported, checkRelations, s.fillIn,
		s.deriveGrantTypes, checkRedirectURIs,
	}
	for _, step := range steps {
		if refused := step(m); refused != nil {
			return nil, refused
		}
	}
	return m, nil
}

// applyStatement lets the claims of a software statement replace the members beside it (RFC 7591 section 2.3). Its
// signature is not checked.
func (s *Simulator) applyStatement(m metadata) *refusal {
	statement, present := m["software_statement"]
	if !present {
		return nil
	}
	if s.opts.UnapprovedSoftware {
		return &refusal{http.StatusBadRequest, "unapproved_software_statement", "the issuer of the software statement is not trusted"}
	}
	text, _ := statement.(string)
	parts := strings.Split(text, ".")
	invalid := &refusal{http.StatusBadRequest, "invalid_software_statement", "software_statement must be a signed JWT"}
	if len(parts) != 3 {
		return invalid
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return invalid
	}
	claims, refused := decodeObject(payload)
	if refused != nil {
		return invalid
	}
	for name, value := range claims {
		if s.opts.understands(name) {
			m[name] = value
		}
	}
	return nil
}

// applyUnknown does with unknown members what the options say.
func (s *Simulator) applyUnknown(m metadata) *refusal {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		switch {
		case s.opts.understands(name) || s.opts.Unknown == UnknownKept:
		case s.opts.Unknown == UnknownRefused:
			return invalidMetadata("unknown member %s", name)
		default:
			delete(m, name)
		}
	}
	return nil
}

// checkKinds refuses members of the wrong JSON type.
func checkKinds(m metadata) *refusal {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		k := kindOf(name)
		switch {
		case k == 0 || k.has(m[name]):
		case name == "redirect_uris":
			return invalidRedirectURI("%s must be %v", name, k)
		default:
			return invalidMetadata("%s must be %v", name, k)
		}
	}
	return nil
}

// drop forgets the members that the options say.
func (s *Simulator) drop(m metadata) *refusal {
	for _, name := range s.opts.Dropped {
		delete(m, name)
	}
	if s.opts.DropCertificateNames && m.string("token_endpoint_auth_method") != "tls_client_auth" {
		for _, name := range certificateNames {
			delete(m, name)
		}
	}
	return nil
}

// tidy removes duplicates and sorts the words of response types.
func (s *Simulator) tidy(m metadata) *refusal {
	if !s.opts.Tidy {
		return nil
	}
	for name := range m {
		if kindOf(name) == kindStrings {
			m.setStrings(name, unique(m.strings(name)))
		}
	}
	if _, present := m["response_types"]; present {
		types := m.strings("response_types")
		for i, t := range types {
			types[i] = sortedWords(t)
		}
		m.setStrings("response_types", unique(types))
	}
	if scope := m.string("scope"); scope != "" {
		m["scope"] = strings.Join(unique(strings.Fields(scope)), " ")
	}
	return nil
}

// checkSupported refuses or removes values that the metadata document does not list.
func (s *Simulator) checkSupported(m metadata) *refusal {
	supported := s.supported()
	for _, name := range slices.Sorted(maps.Keys(choices)) {
		list, limited := supported[choices[name]]
		if _, present := m[name]; !present || !limited {
			continue
		}
		values := m.valuesOf(name)
		taken := slices.DeleteFunc(slices.Clone(values), func(v string) bool { return !offers(list, v) })
		if len(taken) == len(values) {
			continue
		}
		if !s.opts.ReplaceUnsupported {
			return invalidMetadata("%s can only be one of %s", name, strings.Join(list, ", "))
		}
		m.setValues(name, taken)
	}
	return nil
}

// offers reports whether a list of supported values has v. The order of the words of a response type has no meaning
// (OAuth 2.0 Multiple Response Type Encoding Practices section 3).
func offers(list []string, v string) bool {
	return slices.ContainsFunc(list, func(supported string) bool { return sortedWords(supported) == sortedWords(v) })
}

// valuesOf returns the values in an array, in a scope, or in a member with one value.
func (m metadata) valuesOf(name string) []string {
	switch {
	case kindOf(name) == kindStrings:
		return m.strings(name)
	case name == "scope":
		return strings.Fields(m.string(name))
	default:
		return []string{m.string(name)}
	}
}

// setValues is the opposite of valuesOf. Without values the member is removed, so that a default may take its place.
func (m metadata) setValues(name string, values []string) {
	switch {
	case len(values) == 0:
		delete(m, name)
	case kindOf(name) == kindStrings:
		m.setStrings(name, values)
	default:
		m[name] = strings.Join(values, " ")
	}
}

// fillIn adds the defaults, and puts in what the server always puts in.
func (s *Simulator) fillIn(m metadata) *refusal {
	for name, value := range s.opts.defaults() {
		if _, present := m[name]; !present {
			m[name] = value
		}
	}
	for _, prefix := range encryptions {
		_, alg := m[prefix+"_alg"]
		if _, enc := m[prefix+"_enc"]; s.opts.FillEnc && alg && !enc {
			m[prefix+"_enc"] = "A128CBC-HS256"
		}
	}
	maps.Copy(m, s.opts.Replaced)
	return nil
}

// deriveGrantTypes makes grant_types fit response_types (RFC 7591 section 2.1).
func (s *Simulator) deriveGrantTypes(m metadata) *refusal {
	if !s.opts.DeriveGrantTypes {
		return nil
	}
	words := strings.Fields(strings.Join(m.strings("response_types"), " "))
	needed := map[string]bool{
		"authorization_code": slices.Contains(words, "code"),
		"implicit":           slices.Contains(words, "token") || slices.Contains(words, "id_token"),
	}
	grants := m.strings("grant_types")
	for _, grant := range []string{"authorization_code", "implicit"} {
		switch has := slices.Contains(grants, grant); {
		case needed[grant] && !has:
			grants = append(grants, grant)
		case !needed[grant] && has:
			grants = slices.DeleteFunc(grants, func(g string) bool { return g == grant })
		}
	}
	m.setStrings("grant_types", grants)
	return nil
}

// checkRedirectURIs refuses redirect URIs that cannot be used, and their absence where a flow needs them (RFC 7591
// section 2, RFC 6749 section 3.1.2).
func checkRedirectURIs(m metadata) *refusal {
	uris, grants := m.strings("redirect_uris"), m.strings("grant_types")
	if len(uris) == 0 && (slices.Contains(grants, "authorization_code") || slices.Contains(grants, "implicit")) {
		return invalidRedirectURI("redirect_uris is needed for authorization_code and implicit")
	}
	for _, uri := range uris {
		u, err := url.Parse(uri)
		if err != nil || !u.IsAbs() {
			return invalidRedirectURI("redirect_uris must be absolute, %q is not", uri)
		}
		if strings.Contains(uri, "#") {
			return invalidRedirectURI("redirect_uris must not have a fragment, %q has one", uri)
		}
	}
	return nil
}

// unique returns the values without repetitions, in the order in which they first come.
func unique(values []string) []string {
	var once []string
	for _, v := range values {
		if !slices.Contains(once, v) {
			once = append(once, v)
		}
	}
	return once
}

// sortedWords returns the words of s once each and in alphabetical order.
func sortedWords(s string) string {
	words := strings.Fields(s)
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}
