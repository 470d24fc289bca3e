package oamsim

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// An entity is one of what the three endpoints manage.
type entity interface {
	message.Client | message.IdentityDomain | message.ResourceServer
	IsGarbled() bool
}

// A kind is one of the three kinds of entities: those that exist, and how the server treats them. The four methods of
// HTTP are the same for all three.
type kind[T entity] struct {
	server *Simulator
	rows   []*row[T]

	// noun and entity are how failures and successes call it.
	noun, entity string
	// scoped says that entities live in an identity domain.
	scoped bool
	// listed says that a GET which names no entity lists them all.
	listed bool
	// properties are what a body may hold.
	properties []string

	// key and id return what addresses an entity.
	key func(T) key
	id  func(T) string
	// uid returns the identifier that the server makes up and that is never in a body.
	uid func(*T) *string
	// accept checks what was sent and fills in what the server makes up. It may change what it is given.
	accept func(sent T) (T, error)
	// kept returns what a replacing PUT leaves as it is.
	kept func(T) T
	// shown returns what an answer shows of an entity; created says that it is the answer to a create.
	shown func(stored T, created bool) T
	// print writes the text answer, object the JSON one, both for what is shown.
	print  func(verb string, shown T) string
	object func(shown T) any
	// replaced is told what a PUT has changed. Nil: nobody wants to know.
	replaced func(old, stored T)
	// inUse tells whether other entities depend on the one with this key.
	inUse func(key) bool
}

var (
	errForm     = errors.New("the body does not have the documented form")
	errIdentity = errors.New("missing name or identity domain")
)

func (k *kind[T]) methods() sim.Methods {
	return sim.Methods{
		http.MethodPost:   k.create,
		http.MethodGet:    k.read,
		http.MethodPut:    k.update,
		http.MethodDelete: k.delete,
	}
}

// named returns what the query of a request says of the entity it is about.
func named(call *sim.Call) (domain, name, id string) {
	query := call.URL.Query()
	return query.Get("identityDomainName"), query.Get("name"), query.Get("id")
}

func (k *kind[T]) create(call *sim.Call) sim.Answer {
	members, err := k.decode(call.Content)
	if err != nil {
		return badRequest("%v", err)
	}
	var nothing T
	sent, err := k.merge(nothing, members)
	if err != nil {
		return badRequest("%v", err)
	}
	at := k.key(sent)
	if at.name == "" {
		return badRequest(`Missing parameter "name"`)
	}
	if k.scoped && k.server.domains.current(key{name: at.domain}) == nil {
		return badRequest("Invalid identity domain %q", at.domain)
	}
	stored, err := k.accept(sent)
	if err != nil {
		return badRequest("%v", err)
	}
	if k.exists(at, k.id(stored)) {
		return k.server.failure("create", k.noun, at.name)
	}
	k.write(at, &stored)
	return k.server.success(k.print(message.Created, k.shown(stored, true)))
}

// exists tells whether a name or an id is taken.
func (k *kind[T]) exists(at key, id string) bool {
	return slices.ContainsFunc(k.rows, func(r *row[T]) bool {
		return r.now != nil && r.key.domain == at.domain && (r.key.name == at.name || k.id(*r.now) == id)
	})
}

func (k *kind[T]) read(call *sim.Call) sim.Answer {
	domain, name, id := named(call)
	if k.listed && !k.server.opts.NoList && domain != "" && name+id == "" {
		return k.list(domain)
	}
	if bad := k.checkQuery(domain, name, id); bad != nil {
		return *bad
	}
	var found *T
	if row := k.find(domain, name, id); row != nil {
		found = row.seen(k.server.opts.Now())
	}
	if found == nil {
		return k.server.failure("retrive", k.noun, name+id)
	}
	shown := k.shown(*found, false)
	if k.server.opts.JSON && strings.Contains(call.Header.Get("Accept"), "application/json") {
		return k.server.json(k.object(shown))
	}
	return k.server.success(k.print(message.Retrieved, shown))
}

// checkQuery returns the answer to a query that does not name one entity; nil when it does.
func (k *kind[T]) checkQuery(domain, name, id string) *sim.Answer {
	var bad sim.Answer
	switch {
	case k.scoped && domain == "":
		bad = badRequest(`Missing parameter "identityDomainName"`)
	case (name == "") == (id == ""):
		bad = badRequest(`Exactly one of the parameters "name" and "id" is needed`)
	default:
		return nil
	}
	return &bad
}

func (k *kind[T]) list(domain string) sim.Answer {
	objects := []any{}
	for _, row := range k.rows {
		if row.key.domain != domain {
			continue
		}
		if found := row.seen(k.server.opts.Now()); found != nil {
			objects = append(objects, k.object(k.shown(*found, false)))
		}
	}
	return k.server.json(objects)
}

func (k *kind[T]) update(call *sim.Call) sim.Answer {
	members, err := k.decode(call.Content)
	if err != nil {
		return badRequest("%v", err)
	}
	at, err := k.identity(call, members)
	if err != nil {
		return badRequest("%v", err)
	}
	old := k.current(at)
	if old == nil {
		return k.server.failure("update", k.noun, at.name)
	}
	base := *old
	if k.server.opts.Replace {
		base = k.kept(*old)
	}
	sent, err := k.merge(base, members)
	if err != nil {
		return badRequest("%v", err)
	}
	stored, err := k.accept(sent)
	if err != nil {
		return badRequest("%v", err)
	}
	if k.key(stored) != at || k.id(stored) != k.id(*old) {
		return k.server.failure("update", k.noun, at.name)
	}
	if k.replaced != nil {
		k.replaced(*old, stored)
	}
	k.write(at, &stored)
	switch k.server.opts.Modify {
	case ModifyShowsName:
		return k.server.success(message.PrintName(message.Modified, k.entity, at.name))
	case ModifyShowsNothing:
		return k.server.success("Sucessfully modified entity - " + k.entity + ", detail...")
	default:
		return k.server.success(k.print(message.Modified, k.shown(stored, false)))
	}
}

// identity finds out which entity a PUT is about, in the places that the options allow.
func (k *kind[T]) identity(call *sim.Call, members map[string]json.RawMessage) (key, error) {
	var nothing T
	sent, err := k.merge(nothing, members)
	if err != nil {
		return key{}, err
	}
	domain, name, _ := named(call)
	at, inBody := key{domain, name}, k.key(sent)
	switch k.server.opts.Identity {
	case IdentityQuery:
	case IdentityBody:
		at = inBody
	default:
		if at.domain == "" {
			at.domain = inBody.domain
		}
		if at.name == "" {
			at.name = inBody.name
		}
	}
	if !k.scoped {
		at.domain = ""
	}
	if at.name == "" || k.scoped && at.domain == "" {
		return key{}, errIdentity
	}
	return at, nil
}

func (k *kind[T]) delete(call *sim.Call) sim.Answer {
	domain, name, id := named(call)
	if bad := k.checkQuery(domain, name, id); bad != nil {
		return *bad
	}
	row := k.find(domain, name, id)
	if row == nil || row.now == nil || k.inUse(row.key) {
		return k.server.failure("delete", k.noun, name+id)
	}
	k.write(row.key, nil)
	return k.server.deleted(k.entity, row.key.name)
}

// decode reads the members of a body. Members that are null are as good as left out; unknown ones are refused.
func (k *kind[T]) decode(body []byte) (map[string]json.RawMessage, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return nil, errForm
	}
	maps.DeleteFunc(members, func(_ string, value json.RawMessage) bool { return string(value) == "null" })
	for name := range members {
		if !slices.Contains(k.properties, name) {
			return nil, fmt.Errorf("unknown property %q", name)
		}
	}
	return members, nil
}

// merge returns a copy of an entity with some members replaced.
func (k *kind[T]) merge(base T, members map[string]json.RawMessage) (T, error) {
	var merged T
	all := membersOf(base)
	maps.Copy(all, members)
	if err := json.Unmarshal(sim.Encode(all), &merged); err != nil || merged.IsGarbled() {
		return merged, errForm
	}
	*k.uid(&merged) = *k.uid(&base)
	return merged, nil
}

// copy returns a copy of an entity that shares no memory with it.
func (k *kind[T]) copy(entity T) T {
	copied, err := k.merge(entity, nil)
	if err != nil {
		panic(err) // it was decoded before
	}
	return copied
}

// membersOf returns the members of the body that has all of an entity's properties.
func membersOf(entity any) map[string]json.RawMessage {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(sim.Encode(entity), &members); err != nil {
		panic(err) // entities are objects
	}
	return members
}
