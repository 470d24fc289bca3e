package registration

import (
	"cmp"
	"context"
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// RFC 7591 section 3.2.1 and RFC 7592 section 3 have the answer to a write say what is stored. Of some servers only a read
// tells.

// stored returns what the server has of the client after a write with that answer. Before is what it had, nil for a new client
// and where that is not known. Read is what a read since then has shown, nil when there was none; one is made where the answer
// may not tell, and costs nothing: where reads replace the token or the secret, only a new client is read, whose answer is saved
// whatever comes.
func (s *session) stored(ctx context.Context, answer, before, read jsonwire.Object, desired oauthclient.Client) jsonwire.Object {
	isBare := !saysMetadata(answer)
	if read == nil {
		tells := s.has(answersHold) && !isBare && !saysEmpty(desired) && !leavesOut(answer, before)
		isCostly := s.has(readsReplace) && !s.made
		if tells || isCostly || s.has(cannotRead) || ctx.Err() != nil {
			return answer
		}
		var err error
		if read, err = s.get(ctx); err != nil {
			return answer
		}
	}
	if isBare {
		return read
	}
	s.compare(answer, read)
	if s.has(answersEcho) {
		return read
	}
	return answer
}

// compare learns from a read whether the answer to a write says what is stored.
func (s *session) compare(answer, read jsonwire.Object) {
	switch {
	case s.has(answersEcho):
	case s.driver.echoes(answer, read):
		s.unlearn(answersHold)
		s.learn(answersEcho)
	default:
		s.learn(answersHold)
	}
}

// traitsIn returns what the difference between the answer to a registration and a read tells.
func (s *session) traitsIn(answer, read jsonwire.Object) []string {
	var found []string
	for _, trait := range []string{readsReplace, hidesSecret, hidesToken} {
		if s.has(trait) {
			found = append(found, trait)
		}
	}
	if s.driver.echoes(answer, read) {
		return append(found, answersEcho)
	}
	return append(found, answersHold)
}

// echoes reports whether the answer to a write says what a read after it does not, or leaves out what that shows: some servers
// answer with what they were sent (Glewlwyd 2.7.5).
func (d *Driver) echoes(answer, read jsonwire.Object) bool {
	written, _ := configurable.Decode(answer)
	stored, _ := configurable.Decode(read)
	for f, v := range written {
		if !d.judge.Equal(f, v, stored[f]) {
			return true
		}
	}
	for f, v := range stored {
		if !oauthclient.IsEmpty(f, v) && !d.judge.Equal(f, v, written[f]) {
			return true
		}
	}
	return false
}

// leavesOut reports whether an answer to a write does not say what the server may have filled in: what it had before or, of a
// new client, that for which RFC 7591 section 2 has defaults.
func leavesOut(answer, before jsonwire.Object) bool {
	for _, member := range filled {
		name := cmp.Or(member.Name, member.Field.Name())
		had := !saysNothing(before[name]) || before == nil && slices.Contains(defaulted, name)
		if member.Behaviour == oauthclient.Stamped && had && answer[name] == nil {
			return true
		}
	}
	return false
}

var defaulted = []string{"grant_types", "response_types", "token_endpoint_auth_method"}

// saysMetadata reports whether an answer has a member that clients are configured by.
func saysMetadata(members jsonwire.Object) bool {
	for name := range members {
		if f, ok := names[name]; ok && supported.Has(f) {
			return true
		}
	}
	return false
}

// saysClient reports whether an answer has a member that clients have. One with success and an error in it has none.
func saysClient(members jsonwire.Object) bool {
	for name := range members {
		if hasAttribute(name) {
			return true
		}
	}
	return false
}

// saysEmpty reports whether an empty value was written that means more than none. A server whose answers were seen to hold may
// not keep it.
func saysEmpty(written oauthclient.Client) bool {
	for f := range written {
		if propertyOf[f].EmptyIsAStatement && !written.Has(f) {
			return true
		}
	}
	return false
}
