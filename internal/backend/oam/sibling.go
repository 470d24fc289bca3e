package oam

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A Sibling is a kind of entity that clients need beside them. It is managed as clients are, by a driver and a profile of
// its own.
type Sibling struct {
	// Name is the kind's name in lower case with underscores, as in "identity_domain".
	Name string
	// Fields are its fields, in the order of the documentation, Required those that each must have, and Naming those that its
	// ID is made of.
	Fields           []oauthclient.Field
	Required, Naming oauthclient.FieldSet
	// Profile returns what is known of the kind.
	Profile func(Defaults) oauthclient.Profile
	open    func(d *Driver, judge *oauthclient.Judge) oauthclient.Driver
}

// Siblings returns every kind.
func Siblings() []Sibling {
	return []Sibling{
		{
			Name: "identity_domain", Fields: domainFields, Profile: domainProfile,
			Required: oauthclient.NewFieldSet(DomainName), Naming: oauthclient.NewFieldSet(DomainName),
			open: func(d *Driver, judge *oauthclient.Judge) oauthclient.Driver {
				return &siblingDriver[message.IdentityDomain]{connection: d.connection, judge: judge, kind: domainKind}
			},
		},
		{
			Name: "resource_server", Fields: serverFields, Profile: serverProfile,
			Required: oauthclient.NewFieldSet(ServerName), Naming: oauthclient.NewFieldSet(ServerName, ServerDomain),
			open: func(d *Driver, judge *oauthclient.Judge) oauthclient.Driver {
				return &siblingDriver[message.ResourceServer]{connection: d.connection, judge: judge, kind: serverKind, changed: d.tokens.forget}
			},
		},
	}
}

// A siblingKind is how the API treats a kind of siblings.
type siblingKind[T entity] struct {
	// noun is how messages call it, and inUse what has to go before it can be deleted.
	noun, inUse string
	endpoint    string
	members     []member[T]
	// handleOf takes an ID apart, and idOf puts it together.
	handleOf func(id string) (handle, error)
	idOf     func(handle) string
	// placeOf returns where a new one will be.
	placeOf func(Defaults, oauthclient.Client) (handle, error)
	// identify returns one with the fields that name it, but for the ID.
	identify func(handle, oauthclient.Client) oauthclient.Client
	query    func(handle) url.Values
	parse    func(body []byte) (message.Answer, error)
	// shownIn returns what an answer shows, nil when it only names it, and the handle that it says.
	shownIn func(message.Answer) (*T, handle)
	// own takes out of what was read what the server adds by itself. Nil means that it adds nothing.
	own func(read, known oauthclient.Client) oauthclient.Client
}

// A siblingDriver speaks to one server about the siblings of one kind.
type siblingDriver[T entity] struct {
	oauthclient.Unable
	*connection

	judge *oauthclient.Judge
	kind  *siblingKind[T]
	// changed is told of each one that is written. May be nil.
	changed func(handle)
}

// Create makes one, and waits until reads show it.
func (d *siblingDriver[T]) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Result, error) {
	at, err := d.kind.placeOf(d.defaults, desired)
	if err != nil {
		return oauthclient.Result{}, err
	}
	settle, done := d.api.Settling(ctx)
	defer done()
	defer d.tell(at)
	sent := d.identify(at, desired)
	response, err := d.send(ctx, request{method: http.MethodPost, endpoint: d.kind.endpoint, body: encode(d.kind.members, sent, nil)})
	missing := d.missingDomain(settle, ServerDomain, at.domain, response)
	switch {
	case missing != nil:
		return oauthclient.Result{}, missing
	case errors.Is(err, oauthclient.ErrOutcomeUnknown):
		d.doubts.add(d.kind.endpoint, at)
		return oauthclient.Result{}, err
	case refused(response):
		return oauthclient.Result{}, d.explainRefusal(settle, at, err)
	case err != nil:
		return oauthclient.Result{}, atFault(d.kind.members, response, err)
	}
	if _, err := d.kind.parse(response.Body); err != nil {
		d.doubts.add(d.kind.endpoint, at)
		return oauthclient.Result{}, garbledCreation(response, err)
	}
	shown, err := d.awaitWritten(ctx, settle, d.written(at, write{sent: sent}))
	if shown == nil {
		shown = sent
	}
	return oauthclient.Result{Client: shown}, err
}

func (d *siblingDriver[T]) tell(at handle) {
	if d.changed != nil {
		d.changed(at)
	}
}

// written completes a write.
func (d *siblingDriver[T]) written(at handle, w write) write {
	w.judge, w.what = d.judge, d.name(at)
	w.read = func(ctx context.Context) (oauthclient.Client, error) {
		answered, err := d.get(ctx, at)
		if err != nil {
			return nil, err
		}
		return d.interpret(answered, w.sent), nil
	}
	return w
}

func (d *siblingDriver[T]) name(at handle) string {
	return fmt.Sprintf("the %s %q", d.kind.noun, d.kind.idOf(at))
}

func (d *siblingDriver[T]) identify(at handle, c oauthclient.Client) oauthclient.Client {
	return d.kind.identify(at, c).With(oauthclient.ID, d.kind.idOf(at))
}

// explainRefusal returns ErrAlreadyExists when a creation was refused because there is one already, else the refusal. After
// a creation that got no answer it is waited for that one until reads show it.
func (d *siblingDriver[T]) explainRefusal(ctx context.Context, at handle, refusal error) error {
	find := func() (bool, error) {
		_, err := d.get(ctx, at)
		return err == nil, err
	}
	exists, _ := find() // the refusal says more than why nothing was found
	if !exists && d.doubts.has(d.kind.endpoint, at) {
		exists = d.await(ctx, find) == nil
	}
	if !exists {
		return refusal
	}
	return &oauthclient.Error{
		Kind: oauthclient.ErrAlreadyExists, Field: d.kind.members[0].property.Field,
		Message: "OAM has " + d.name(at) + " already.",
		Advice:  fmt.Sprintf("Choose another name, or import it with the id %q.", d.kind.idOf(at)),
	}
}

func (d *siblingDriver[T]) get(ctx context.Context, at handle) (shown[T], error) {
	response, err := d.send(ctx, request{method: http.MethodGet, endpoint: d.kind.endpoint, query: d.kind.query(at)})
	switch {
	case isNotFound(response):
		return shown[T]{}, &oauthclient.Error{Kind: oauthclient.ErrNotFound, Status: response.Status, Message: "OAM does not have " + d.name(at) + "."}
	case err != nil:
		return shown[T]{}, err
	}
	a, err := d.kind.parse(onlyElement(response.Body))
	switch {
	case err != nil && !message.IsSuccess(response.Body):
		return shown[T]{}, unreadable(err)
	case err != nil:
		return shown[T]{at: at}, nil //nolint:nilerr // It exists; how text shows it is not documented in full.
	}
	entity, says := d.kind.shownIn(a)
	same := func(asked, answered string) bool { return answered == "" || asked == answered }
	if entity != nil && (!same(at.name, says.name) || !same(at.domain, says.domain)) {
		return shown[T]{}, notOf(d.name(at), d.name(says))
	}
	return shown[T]{at: at, entity: entity, inText: a.Verb != ""}, nil
}

// Fetch returns what the server shows.
func (d *siblingDriver[T]) Fetch(ctx context.Context, known oauthclient.Client) (oauthclient.Fetched, error) {
	at, err := d.kind.handleOf(known.Text(oauthclient.ID))
	if err != nil {
		return nil, err
	}
	return d.get(ctx, at)
}

// Interpret makes fields of what was shown.
func (d *siblingDriver[T]) Interpret(_ context.Context, fetched oauthclient.Fetched, known oauthclient.Client) (oauthclient.Result, error) {
	answered, ok := fetched.(shown[T])
	if !ok {
		return oauthclient.Result{}, fmt.Errorf("one %s was expected, not a %T", d.kind.noun, fetched)
	}
	return oauthclient.Result{Client: d.interpret(answered, known), Notices: answered.garbled(d.kind.members)}, nil
}

func (d *siblingDriver[T]) interpret(answered shown[T], known oauthclient.Client) oauthclient.Client {
	read := d.identify(answered.at, answered.decode(d.kind.members, known))
	if d.kind.own != nil {
		read = d.kind.own(read, known)
	}
	return read
}

// Update sends all of it, as the server has it less what the change says, and clears what was removed.
func (d *siblingDriver[T]) Update(ctx context.Context, change oauthclient.Change) (oauthclient.Result, error) {
	at, err := d.kind.handleOf(change.Known.Text(oauthclient.ID))
	if err != nil {
		return oauthclient.Result{}, err
	}
	settle, done := d.api.Settling(ctx)
	defer done()
	defer d.tell(at)
	answered, err := d.get(ctx, at)
	if err != nil {
		return oauthclient.Result{}, err
	}
	current := d.interpret(answered, change.Known)
	w := d.written(at, write{sent: d.identify(at, change.Over(current)), removed: change.Removed, known: change.Known, before: current})
	w.put = func(ctx context.Context) error {
		body := encode(d.kind.members, w.sent, change.Removed)
		response, err := d.send(ctx, request{method: http.MethodPut, endpoint: d.kind.endpoint, query: d.kind.query(at), body: body})
		return d.orNotFound(settle, at, response, err)
	}
	if err := w.put(ctx); err != nil {
		return oauthclient.Result{}, err
	}
	shown, err := d.awaitWritten(ctx, settle, w)
	if shown == nil {
		shown = w.sent
	}
	return oauthclient.Result{Client: shown, Before: current}, err
}

// orNotFound returns ErrNotFound for a write that was refused because there is nothing to write to, else its error.
func (d *siblingDriver[T]) orNotFound(ctx context.Context, at handle, response *httpapi.Response, err error) error {
	if !refused(response) {
		return atFault(d.kind.members, response, err)
	}
	if _, gone := d.get(ctx, at); errors.Is(gone, oauthclient.ErrNotFound) {
		return gone
	}
	return err
}

// Delete removes it, and waits until reads no longer show it. A refusal is not waited out, unlike that of a client: OAM
// refuses to delete what is in use.
func (d *siblingDriver[T]) Delete(ctx context.Context, known oauthclient.Client) error {
	at, err := d.kind.handleOf(known.Text(oauthclient.ID))
	if err != nil {
		return err
	}
	settle, done := d.api.Settling(ctx)
	defer done()
	defer d.tell(at)
	response, err := d.send(ctx, request{method: http.MethodDelete, endpoint: d.kind.endpoint, query: d.kind.query(at)})
	earlier := response != nil && response.OutcomeUnknown() // an earlier attempt at the same request may have done it
	if err != nil && (!refused(response) || !earlier) {
		err = d.orNotFound(settle, at, response, err)
		if failed, ok := errors.AsType[*oauthclient.Error](err); ok && refused(response) && failed.Advice == "" {
			failed.Advice = d.kind.inUse
		}
		return err
	}
	return d.awaitGone(settle, func() error { _, err := d.get(settle, at); return err })
}

// Find returns the one that has the name. After a creation that got no answer it is waited for a moment until reads show it.
func (d *siblingDriver[T]) Find(ctx context.Context, wanted oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	at, err := d.kind.placeOf(d.defaults, wanted.Desired)
	if err != nil {
		return nil, err
	}
	var found shown[T]
	find := func() (bool, error) {
		var err error
		found, err = d.get(ctx, at)
		return err == nil, err
	}
	if d.doubts.has(d.kind.endpoint, at) {
		err = d.awaitFor(ctx, min(d.patience, shortPatience), find)
	} else {
		_, err = find()
	}
	switch {
	case errors.Is(err, oauthclient.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return []oauthclient.Candidate{{Client: d.interpret(found, wanted.Desired)}}, nil
}

// checkNamed refuses a name that is empty: one that is left out is refused by the schema.
func checkNamed(c oauthclient.Client, f oauthclient.Field, unknown oauthclient.FieldSet) []*oauthclient.Error {
	if c.Has(f) || unknown.Has(f) {
		return nil
	}
	return []*oauthclient.Error{oauthclient.Invalid(f, "The name is empty.")}
}

// checkTwice refuses objects with the same name.
func checkTwice(c oauthclient.Client, f oauthclient.Field, name string) []*oauthclient.Error {
	seen := map[string]bool{}
	for _, object := range c.Objects(f) {
		if text := object[name]; seen[text] {
			return []*oauthclient.Error{oauthclient.Invalid(f, "%s has two objects with the %s %q: keep one.", f, name, text)}
		}
		seen[object[name]] = true
	}
	return nil
}
