package oauthclient

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"
)

// A Journal remembers writes under way beyond the life of this process, so that one that is killed leaves no orphan and no
// doubt.
type Journal interface {
	// Begin remembers a write until end is called.
	Begin(entry Entry) (end func())
	// Has reports whether there is an entry of a process that is no more which wanted accepts.
	Has(wanted func(Entry) bool) bool
	// Claim returns such an entry and forgets it; false means that there is none.
	Claim(wanted func(Entry) bool) (Entry, bool)
}

// An Entry says what is being written. It holds no secrets.
type Entry struct {
	// Server identifies the server.
	Server string `json:"server"`
	// Digest says what a creation asks for, its client_id and secret left out; "" for an update.
	Digest string `json:"digest,omitempty"`
	// ClientID is the client_id that was made up for a creation, "" when it is the server's or the user's choice; Place are
	// the values by which a search finds its client.
	ClientID string            `json:"client_id,omitempty"`
	Place    map[string]string `json:"place,omitempty"`
	// ID is the client whose secret is being changed, or of which Open says what is being done; "" for a creation.
	ID   string `json:"id,omitempty"`
	Open Open   `json:"open,omitempty"`
	// Sent is when the write began.
	Sent time.Time `json:"sent"`
}

// Open is a write whose outcome makes a difference to whether the client can be read: see [Profile] about DeniesGone.
type Open string

// The writes of which the journal remembers that.
const (
	OpenUpdate   Open = "update"
	OpenDeletion Open = "deletion"
)

// noJournal remembers nothing.
type noJournal struct{}

func (noJournal) Begin(Entry) func()                   { return func() {} }
func (noJournal) Has(func(Entry) bool) bool            { return false }
func (noJournal) Claim(func(Entry) bool) (Entry, bool) { return Entry{}, false }

// Keep has the Service remember its writes in a journal. It must be called before any other method.
func (s *Service) Keep(journal Journal) { s.journal = journal }

// remember remembers a creation until it is known what became of it: one that stays in doubt is left to the next process,
// where nothing in the state stands for it.
func (s *Service) remember(c *creation) (forget func(created Result, err error)) {
	if !s.profile.Can.Find {
		return func(Result, error) {} // nobody could take it up
	}
	entry := Entry{Server: s.Server(), Digest: digestOf(c.desired), Sent: c.sent}
	if c.idChosenHere {
		entry.ClientID, entry.Place = c.desired.Text(ClientID), map[string]string{}
		for _, f := range s.profile.Filters {
			if c.desired.Has(f) {
				entry.Place[f.String()] = c.desired.Text(f)
			}
		}
	}
	end := s.journal.Begin(entry)
	return func(created Result, err error) {
		if created.Client != nil || !c.unseen && !errors.Is(err, ErrOutcomeUnknown) {
			end()
		}
	}
}

const (
	// onTheWay is how long a request may be on its way to the server after its process is gone.
	onTheWay = time.Minute
	// sweeps is how many writes of a process begin with a look for what others have left, and failedLooks how many such looks may
	// fail before one of them: the server may be slow to fail.
	sweeps, failedLooks = 5, 2
)

// leftovers are the creations of other processes that this one is to clear up, and how many writes have tried.
type leftovers struct {
	mu    sync.Mutex
	tries int
	found []leftover
}

// A leftover is such a creation. Forget is to be called when it is settled; else it is for the process after this one.
type leftover struct {
	entry  Entry
	forget func()
}

// sweep removes, before the first writes of this process, the clients that others have made and did not live to save: nobody
// knows of them, since their client_id was made up there, and nobody can have their secret.
func (s *Service) sweep(ctx context.Context) {
	l := &s.leftovers
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.tries == 0 {
		entry, more := s.journal.Claim(func(e Entry) bool { return e.ClientID != "" && e.Server == s.Server() })
		if !more {
			break
		}
		l.found = append(l.found, leftover{entry, s.journal.Begin(entry)})
	}
	if l.tries++; l.tries > sweeps {
		return
	}
	failures := 0
	l.found = slices.DeleteFunc(l.found, func(left leftover) bool {
		if failures == failedLooks {
			return false
		}
		there, err := s.removeLeftover(ctx, left.entry)
		if err != nil {
			failures++
		}
		settled := err == nil && (there || time.Since(left.entry.Sent) > onTheWay)
		if settled {
			left.forget()
		}
		return settled
	})
}

// removeLeftover removes a client if it is there, and is the one that was made: it has the client_id that was made up for it.
func (s *Service) removeLeftover(ctx context.Context, entry Entry) (found bool, err error) {
	desired := Client{ClientID: entry.ClientID}
	for _, f := range s.profile.Filters {
		if text, ok := entry.Place[f.String()]; ok {
			desired[f] = text
		}
	}
	candidates, err := s.driver.Find(ctx, Wanted{Desired: desired})
	if err != nil {
		return false, err
	}
	for _, candidate := range candidates {
		if candidate.Client.Text(ClientID) != entry.ClientID {
			continue // somebody else's client has the name
		}
		if err := s.driver.Delete(ctx, candidate.Client); err != nil && !errors.Is(err, ErrNotFound) {
			return true, err
		}
		found = true
	}
	return found, nil
}

// Interrupted reports whether another process was changing the secret of a client and did not live to say how that ended.
// An update that sets the secret settles it.
func (s *Service) Interrupted(id string) bool { return s.journal.Has(s.changesSecretOf(id)) }

func (s *Service) changesSecretOf(id string) func(Entry) bool {
	return func(e Entry) bool { return id != "" && e.ID == id && e.Open == "" && e.Server == s.Server() }
}

// LeftOpen reports whether another process was updating or deleting a client, on a server that denies access to clients that
// are gone, and did not live to say how that ended. A read that succeeds settles it.
func (s *Service) LeftOpen(id string, open Open) bool {
	return s.journal.Has(func(e Entry) bool { return s.isOpen(e, id) && e.Open == open })
}

func (s *Service) isOpen(e Entry, id string) bool {
	return id != "" && e.ID == id && e.Open != "" && e.Server == s.Server()
}

// rememberOpen remembers an update or a deletion while it is under way.
func (s *Service) rememberOpen(known Client, open Open) (end func()) {
	if !s.profile.DeniesGone {
		return func() {}
	}
	return s.journal.Begin(Entry{Server: s.Server(), ID: known.Text(ID), Open: open, Sent: time.Now()})
}

// forgetOpen forgets what other processes have left of a client that was read, changed or deleted since.
func (s *Service) forgetOpen(known Client) {
	if s.profile.DeniesGone {
		s.forgetAll(func(e Entry) bool { return s.isOpen(e, known.Text(ID)) })
	}
}

func (s *Service) forgetAll(unwanted func(Entry) bool) {
	for more := true; more; {
		_, more = s.journal.Claim(unwanted)
	}
}

// rememberSecret remembers that the secret of a client is being changed. Settled says that it is known which one it has now.
func (s *Service) rememberSecret(known Client) (end func(settled bool)) {
	id := known.Text(ID)
	forget := s.journal.Begin(Entry{Server: s.Server(), ID: id, Sent: time.Now()})
	return func(settled bool) {
		forget()
		if settled {
			s.forgetAll(s.changesSecretOf(id))
		}
	}
}

// takeUp returns the client that another process has made for the same creation and did not live to save, where only the
// server or the configuration says what it is called, with the secret that is wanted now. Nil means that there is none.
func (s *Service) takeUp(ctx context.Context, c *creation) *Client {
	digest := digestOf(c.desired)
	entry, ok := s.journal.Claim(func(e Entry) bool {
		return e.ID == "" && e.ClientID == "" && e.Server == s.Server() && e.Digest == digest
	})
	if !ok {
		return nil
	}
	c.sent = entry.Sent
	found, err := s.findMade(ctx, c)
	if err != nil || found == nil {
		return nil // it was not made, or nobody can tell: the creation goes its usual way
	}
	if !c.desired.Has(ClientSecret) {
		return found
	}
	updated, err := s.driver.Update(ctx, Change{
		Known: *found, Desired: Client{ClientSecret: c.desired[ClientSecret]}, Removed: FieldSet{},
	})
	if err != nil || updated.Client == nil {
		return nil
	}
	return &updated.Client
}

// digestOf is the same for clients that ask for the same, whatever their secrets and made-up client_ids are.
func digestOf(c Client) string {
	values := map[string]any{}
	for f, v := range c {
		if f != ClientSecret && f != ClientID {
			values[f.String()] = v
		}
	}
	text, _ := json.Marshal(values) // values of fields can all be written
	digest := sha256.Sum256(text)
	return hex.EncodeToString(digest[:])
}
