package registration

import (
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// What must be known of a client beside its attributes.
var (
	// traits are what was found out about how the server treats the client; see the constants below.
	traits = oauthclient.NewField(oauthclient.Spec{
		Path: "registration.traits", Kind: oauthclient.Set, Observed: true,
		Doc: "What is known of how the server treats the client.",
	})
	// lastAnswer are the members of the last answer, as a JSON object without secrets. An update sends back those that
	// nobody wants to change. It is kept where the client cannot simply be read before an update.
	lastAnswer = oauthclient.NewField(oauthclient.Spec{
		Path: "registration.last_answer", Kind: oauthclient.JSON, Observed: true,
		Doc: "The server's last answer.",
	})
)

// Elements of traits. They are kept in the private state of resources: their spelling must not change.
const (
	// readsReplace: a read is answered with a new token or secret, and the old one is no good any more.
	readsReplace = "reads_replace"
	// hidesSecret: a read is answered with something else in the place of the secret, such as a hash.
	hidesSecret = "hides_secret"
	// hidesToken: a read is answered with something else in the place of the token.
	hidesToken = "hides_token"
	// answersHold: answers to writes say what is stored. answersEcho: they say what was sent, so that only a read tells.
	answersHold = "answers_hold"
	answersEcho = "answers_echo"
	// wantsSecret: an update must carry the secret.
	wantsSecret = "wants_secret"
	// cannotRead, cannotChange and cannotDelete: the server does not offer that.
	cannotRead   = "cannot_read"
	cannotChange = "cannot_change"
	cannotDelete = "cannot_delete"
	// neverReached: nothing at the client's address has spoken of it so far.
	neverReached = "never_reached"
	// tokenInDoubt: an update got no answer, so that nobody may have the token of today.
	tokenInDoubt = "token_in_doubt"
)

// unmanaged are the traits of a client on a server without RFC 7592.
var unmanaged = []string{cannotRead, cannotChange, cannotDelete}

func hasTrait(c oauthclient.Client, trait string) bool {
	return slices.Contains(c.Strings(traits), trait)
}

// isUnmanaged reports whether the server is known to offer nothing but registration.
func isUnmanaged(c oauthclient.Client) bool {
	return !slices.ContainsFunc(unmanaged, func(trait string) bool { return !hasTrait(c, trait) })
}

// has reports whether the client of the session has a trait.
func (s *session) has(trait string) bool { return hasTrait(s.known, trait) }

// learn adds traits.
func (s *session) learn(found ...string) {
	all := slices.Concat(s.known.Strings(traits), found)
	slices.Sort(all)
	if all = slices.Compact(all); len(all) > 0 {
		s.known[traits] = all
	}
}

// unlearn takes traits back.
func (s *session) unlearn(found ...string) {
	rest := slices.DeleteFunc(slices.Clone(s.known.Strings(traits)), func(t string) bool { return slices.Contains(found, t) })
	if delete(s.known, traits); len(rest) > 0 {
		s.known[traits] = rest
	}
}

// noteReplaced remembers that a read has replaced the token or the secret, and that every read does.
func (s *session) noteReplaced() {
	s.replaced = true
	s.learn(readsReplace)
}

// readsFreely reports whether the client can be read whenever that is of use: reads are offered, and replace nothing.
func (s *session) readsFreely() bool { return !s.has(cannotRead) && !s.has(readsReplace) }

// sparesReads reports whether reads replace something that Terraform would not save.
func (s *session) sparesReads() bool { return s.has(readsReplace) && !s.driver.alwaysRefresh }
