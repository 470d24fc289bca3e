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
	// unshown are the paths of configured fields that the server took and does not show. Their absence from an answer
	// says nothing.
	unshown = oauthclient.NewField(oauthclient.Spec{
		Path: "registration.unshown", Kind: oauthclient.Set, Observed: true,
		Doc: "Properties that the server took and does not show.",
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
	// answersHold: answers to writes say what is stored. answersEcho: they say what was sent, so that only a read tells.
	answersHold = "answers_hold"
	answersEcho = "answers_echo"
	// wantsSecret: an update must carry the secret.
	wantsSecret = "wants_secret"
	// cannotRead, cannotChange and cannotDelete: the server does not offer that.
	cannotRead   = "cannot_read"
	cannotChange = "cannot_change"
	cannotDelete = "cannot_delete"
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

// showUnshown puts into what was read the fields that the server is known not to show, as they are known.
func (s *session) showUnshown(read, known oauthclient.Client) {
	for f := range unshownOf(known) {
		if !read.Has(f) && known.Has(f) {
			read[f] = known[f]
		}
	}
}

// noteUnshown finds out which of the fields that a write asked for the server does not show afterwards. Of those the
// first time is worth telling, by the [oauthclient.Service], and a new value; the same again is not.
func (s *session) noteUnshown(written, desired oauthclient.Client) {
	var paths []string
	before := unshownOf(s.known)
	for f, v := range desired {
		_, shown := written[f]
		if !supported.Has(f) || oauthclient.IsEmpty(f, v) && !propertyOf[f].EmptyIsAStatement || shown && !oauthclient.IsEmpty(f, written[f]) {
			continue
		}
		paths = append(paths, f.String())
		if before.Has(f) && s.driver.judge.Same(f, v, s.known[f]) {
			written[f] = v
		}
	}
	delete(written, unshown)
	if len(paths) > 0 {
		slices.Sort(paths)
		written[unshown] = paths
	}
}

func unshownOf(c oauthclient.Client) oauthclient.FieldSet {
	fields := oauthclient.FieldSet{}
	paths := c.Strings(unshown)
	if len(paths) == 0 {
		return fields
	}
	for f := range supported {
		if slices.Contains(paths, f.String()) {
			fields.Add(f)
		}
	}
	return fields
}
