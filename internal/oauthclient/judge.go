package oauthclient

import (
	"fmt"
	"slices"
)

// A Judge decides what a client, a configuration and a server's answer mean on one kind of server: whether they say the
// same, what a state should hold, and what is wrong. It asks no server, and is safe for concurrent use.
type Judge struct {
	profile    Profile
	properties map[Field]Property
	supported  FieldSet
	remembered FieldSet
}

// NewJudge returns the judge of a profile.
func NewJudge(profile Profile) *Judge {
	j := &Judge{
		profile:    profile,
		properties: make(map[Field]Property, len(profile.Properties)),
		supported:  make(FieldSet, len(profile.Properties)),
		remembered: NewFieldSet(profile.Remembers...),
	}
	for _, p := range profile.Properties {
		j.properties[p.Field] = p
		if p.configurable() {
			j.supported.Add(p.Field)
		}
	}
	return j
}

// Profile returns the profile. The caller must not change it.
func (j *Judge) Profile() Profile { return j.profile }

// Name returns the backend's name.
func (j *Judge) Name() string { return j.profile.Name }

// Property returns what the server does with f; false when it has no place for it.
func (j *Judge) Property(f Field) (Property, bool) {
	p, ok := j.properties[f]
	return p, ok
}

// Supports reports whether f can be configured on the backend.
func (j *Judge) Supports(f Field) bool { return j.supported.Has(f) }

// Supported returns the fields that can be configured. The caller must not change the set.
func (j *Judge) Supported() FieldSet { return j.supported }

// Remembers returns the fields that are kept beside the state. The caller must not change the set.
func (j *Judge) Remembers() FieldSet { return j.remembered }

// Configures reports whether a configuration alone decides about f: the backend can store it, and it is neither the
// ClientID nor the ClientSecret, which a client keeps when they are not configured.
func (j *Judge) Configures(f Field) bool {
	return j.supported.Has(f) && f != ClientID && f != ClientSecret
}

// Issues reports whether the server sets f by itself, and clients have a value of it that nobody can configure.
func (j *Judge) Issues(f Field) bool {
	p, ok := j.properties[f]
	return f == ID || ok && p.Behaviour == Issued
}

// Replaced returns the issued fields of which an update may bring a new value.
func (j *Judge) Replaced() []Field {
	var fields []Field
	for _, p := range j.profile.Properties {
		if p.Replaced {
			fields = append(fields, p.Field)
		}
	}
	return fields
}

// Replaces returns the fields because of which a client known as known cannot become what desired says. A ClientID that is
// not configured is none of them: a client keeps the one it has.
func (j *Judge) Replaces(known, desired Client, unknown FieldSet) []Field {
	var fields []Field
	if unknown.Has(ClientID) || desired.Has(ClientID) && desired[ClientID] != known[ClientID] {
		fields = append(fields, ClientID)
	}
	if j.profile.Replaces != nil {
		fields = append(fields, j.profile.Replaces(known, desired, unknown)...)
	}
	return fields
}

// IsPublic reports whether c is a client without a secret: by its token_endpoint_auth_method, or by a sign that only the
// server has.
func (j *Judge) IsPublic(c Client) bool {
	return c.Text(TokenEndpointAuthMethod) == "none" || j.profile.Public != nil && j.profile.Public(c)
}

// UsesSecret reports whether c authenticates with its secret.
func (j *Judge) UsesSecret(c Client) bool {
	return !j.IsPublic(c) && UsesSecret(c.Text(TokenEndpointAuthMethod))
}

// Notices returns what to know before the client known as known, nil for one to be made, becomes what desired says.
func (j *Judge) Notices(known, desired Client) []Notice {
	if j.profile.Notices == nil {
		return nil
	}
	return j.profile.Notices(known, desired)
}

// Standing returns what to know of a client known as known, whatever is planned for it.
func (j *Judge) Standing(known Client) []Notice {
	if j.profile.Standing == nil {
		return nil
	}
	return j.profile.Standing(known)
}

// Untold returns the notices of an update less those of values that the server had adjusted in the same way before, and that
// the update did not change. Baseline is that of before.
func (j *Judge) Untold(notices []Notice, change Change, baseline *Baseline, server Client) []Notice {
	if baseline == nil {
		return notices
	}
	return slices.DeleteFunc(slices.Clone(notices), func(n Notice) bool {
		before, known := baseline.Adjusted[n.Field]
		return n.Adjusted && known && j.Equal(n.Field, before, server[n.Field]) && j.Same(n.Field, change.Known[n.Field], change.Desired[n.Field])
	})
}

// Validate returns what is wrong with a configuration, as far as can be told without asking the server: fields the
// backend has no place for, values that it does not take, and its own rules. Nothing is guessed about unknown fields,
// which may yet turn out to be null.
func (j *Judge) Validate(c Client, unknown FieldSet) []*Error {
	var problems []*Error
	for _, f := range c.Fields().Sorted() {
		switch {
		case !j.says(f, c[f]):
		case !j.supported.Has(f):
			problems = append(problems, j.unsupported(f))
		default:
			problems = append(problems, checkValues(j.properties[f], c[f], j.Title()+" takes")...)
		}
	}
	if j.supported.Has(JWKSet) || j.supported.Has(JWKSURI) {
		problems = append(problems, checkAssertionKeys(c, unknown)...)
	}
	problems = append(problems, j.checkSecret(c)...)
	if j.profile.Check != nil {
		problems = append(problems, j.profile.Check(c, unknown)...)
	}
	return problems
}

// Title returns the product's name for people.
func (j *Judge) Title() string { return j.profile.Title }

// noun returns what is managed, for people.
func (j *Judge) noun() string {
	if j.profile.Noun == "" {
		return "client"
	}
	return j.profile.Noun
}

// checkSecret doubts a secret that the client does not use.
func (j *Judge) checkSecret(c Client) []*Error {
	switch {
	case !c.Has(ClientSecret), !j.supported.Has(ClientSecret):
		return nil
	case j.IsPublic(c):
		return []*Error{Unusual(ClientSecret, "A public client has no use for a client_secret (RFC 6749 section 2.1), and whoever has the client's code can read it: leave it out.")}
	case !j.UsesSecret(c):
		return []*Error{Unusual(ClientSecret, "The client authenticates by %s and does not use its client_secret: leave it out.", c.Text(TokenEndpointAuthMethod))}
	}
	return nil
}

func (j *Judge) unsupported(f Field) *Error {
	message := fmt.Sprintf("%s has no place for %s.", j.Title(), f)
	if p, ok := j.properties[f]; ok && !p.configurable() {
		message = fmt.Sprintf("%s sets %s by itself.", j.Title(), f)
	}
	return &Error{Kind: ErrUnsupported, Field: f, Message: message}
}

// says reports whether a configured value says more than an absent one to the server.
func (j *Judge) says(f Field, v any) bool {
	return v != nil && (!IsEmpty(f, v) || j.properties[f].EmptyIsAStatement)
}

// sends reports whether a configured value is sent: an explicit false is, since a server's default may be true.
func (j *Judge) sends(f Field, v any) bool { return j.says(f, v) || v != nil && f.Kind() == Bool }

// sent returns what is sent of a configuration: nothing that says no more than an absent value.
func (j *Judge) sent(c Client) Client {
	sent := make(Client, len(c))
	for f, v := range c {
		if j.sends(f, v) {
			sent[f] = v
		}
	}
	return sent
}

// Equal reports whether a server that has b has what was configured as a, in the server's own way of writing.
func (j *Judge) Equal(f Field, a, b any) bool {
	if j.properties[f].EmptyIsAStatement && (a == nil) != (b == nil) {
		return false
	}
	return j.compare(Equal, f, a, b)
}

// Same reports whether a and b, which were both configured, say the same to the server.
func (j *Judge) Same(f Field, a, b any) bool {
	if j.properties[f].EmptyIsAStatement && (a == nil) != (b == nil) {
		return false
	}
	return j.compare(Same, f, a, b)
}

func (j *Judge) compare(equal func(Field, any, any) bool, f Field, a, b any) bool {
	if equal(f, a, b) {
		return true
	}
	return j.profile.Canonical != nil && a != nil && b != nil && equal(f, j.profile.Canonical(f, a), j.profile.Canonical(f, b))
}

// Changed returns the configurable fields in which desired differs from known, which was configured before.
func (j *Judge) Changed(known, desired Client) FieldSet {
	changed := FieldSet{}
	for f, v := range known {
		if j.Configures(f) && (!j.Same(f, v, desired[f]) || f.Kind() == Bool && desired[f] == nil) {
			changed.Add(f)
		}
	}
	for f, v := range desired {
		if _, known := known[f]; !known && j.Configures(f) && j.sends(f, v) {
			changed.Add(f)
		}
	}
	return changed
}

// Change returns what an update has to do so that a client known as known becomes what desired says.
func (j *Judge) Change(known, desired Client) Change {
	change := Change{Known: known, Desired: j.sent(desired), Removed: FieldSet{}}
	for f, v := range known {
		if _, wanted := change.Desired[f]; !wanted && j.Configures(f) && j.sends(f, v) {
			change.Removed.Add(f)
		}
	}
	return change
}

// Matches reports whether a server's client has all that desired says; secrets cannot be compared.
func (j *Judge) Matches(desired, server Client) bool {
	for f, v := range desired {
		if j.supported.Has(f) && f != ClientSecret && !j.Equal(f, v, server[f]) {
			return false
		}
	}
	return true
}

// Passes reports whether a filter lets a server's client through: it has all that the filter says. Of objects it may have
// others beside those.
func (j *Judge) Passes(filter, server Client) bool {
	for f, v := range filter {
		wanted, isObjects := v.([]map[string]string)
		if !isObjects && !j.Equal(f, v, server[f]) {
			return false
		}
		for _, object := range wanted {
			if !slices.ContainsFunc(server.Objects(f), func(has map[string]string) bool { return covers(has, object) }) {
				return false
			}
		}
	}
	return true
}

// covers reports whether an object has all that another one says.
func covers(has, wanted map[string]string) bool {
	for name, value := range wanted {
		if value != "" && has[name] != value {
			return false
		}
	}
	return true
}

// LooksLike reports whether a server's client has all that desired says, and nothing beside it that the server would not
// fill in by itself.
func (j *Judge) LooksLike(desired, server Client) bool {
	return j.Matches(desired, server) && len(j.Changed(j.Settle(desired, server, nil), desired)) == 0
}

// notStored compares what a write asked for with what the server has afterwards.
func (j *Judge) notStored(change Change, server Client) []*Error {
	var problems []*Error
	for _, f := range change.Desired.Fields().Sorted() {
		if v := change.Desired[f]; j.verifiable(f) && !j.Equal(f, v, server[f]) {
			problems = append(problems, storedDifferently(f, v, server[f]))
		}
	}
	for _, f := range change.Removed.Sorted() {
		if j.remains(f, change.Known[f], server[f]) {
			problems = append(problems, &Error{
				Kind: ErrNotStored, Field: f,
				Message: fmt.Sprintf("%s was removed from the configuration, but the server still has %s.", f, ShowValue(f, server[f])),
				Advice:  "Plans show it as a difference until it is gone. If the server does not let go of it, configure the value that it has, or another.",
			})
		}
	}
	return problems
}

func (j *Judge) verifiable(f Field) bool { return j.supported.Has(f) && f != ClientSecret }

// remains reports whether a field that was removed is there as before. A value that the server fills in by itself, or
// derives from others, may be the same as the one that was removed.
func (j *Judge) remains(f Field, before, server any) bool {
	p := j.properties[f]
	return j.says(f, server) && !p.fills() && j.Equal(f, before, server)
}

// kept tells of what was removed and is there as before, and is no error since the server may have filled in the same. Nobody
// can tell that from a removal that did not take.
func (j *Judge) kept(change Change, server Client) []Notice {
	var notices []Notice
	for _, f := range change.Removed.Sorted() {
		p, shown := j.properties[f], server[f]
		if p.Behaviour != Stamped && p.Behaviour != Inherited || !j.says(f, shown) || !j.Equal(f, change.Known[f], shown) || j.Equal(f, p.Default, shown) {
			continue
		}
		notices = append(notices, Notice{
			Field: f, Summary: f.String() + " is on the server as before",
			Detail: fmt.Sprintf("It was removed from the configuration, and the server still has %s: either it fills that in by itself, or it has kept it. "+
				"It stays like that; configure %s to decide about it.", ShowValue(f, shown), f),
		})
	}
	return notices
}

func storedDifferently(f Field, sent, stored any) *Error {
	message := fmt.Sprintf("The server took %s for %s and does not show it.", ShowValue(f, sent), f)
	if !IsEmpty(f, stored) {
		message = fmt.Sprintf("The server was sent %s for %s and has %s.", ShowValue(f, sent), f, ShowValue(f, stored))
	}
	return &Error{
		Kind: ErrNotStored, Field: f, Message: message,
		Advice: "This server, or this version of it, does not accept the value: change it to what the server has, or remove it.",
	}
}
