package nevismeta

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// DefaultModule is the module of OAuth 2.0 and OpenID Connect, the only one that is documented.
const DefaultModule = "oauthv2"

// byClientID stands before a client_id where an import has no internal id.
const byClientID = "client_id="

// A place is where a client is. The client part is nevisMeta's internal id of it, which is not the OAuth client_id.
type place struct{ module, setup, client string }

// id returns the place as an ID: setup and client, behind a module that is not the default one. So it names the client
// completely, whatever the provider's configuration says later.
func (p place) id() string {
	parts := []string{url.PathEscape(p.setup), url.PathEscape(p.client)}
	if p.module != DefaultModule {
		parts = append([]string{url.PathEscape(p.module)}, parts...)
	}
	return strings.Join(parts, "/")
}

// path returns the elements of the URL's path, below /nevismeta/rest, of something in the place.
func (p place) path(below ...string) []string {
	path := []string{"v2", "modules", p.module, "setups", p.setup, "clients"}
	if p.client != "" {
		path = append(path, p.client)
	}
	return append(path, below...)
}

// A reference is what an ID says: a place, or a setup and the client_id of a client in it.
type reference struct {
	place    place
	clientID string
}

// parse reads an ID. Beside what [place.id] writes it takes what somebody may give to an import: an internal id alone,
// for a client of the setup in the provider's configuration, and client_id=... in the place of the internal id.
func (d Defaults) parse(id string) (reference, error) {
	text := strings.TrimLeft(strings.TrimSpace(id), "/")
	var ref reference
	if at := strings.Index("/"+text, "/"+byClientID); at >= 0 {
		ref.clientID = text[at+len(byClientID):]
		if ref.clientID == "" {
			return reference{}, invalidID(id)
		}
		text = text[:at]
	}
	var parts []string
	if text = strings.TrimRight(text, "/"); text != "" {
		parts = strings.Split(text, "/")
	}
	for i, part := range parts {
		decoded, err := url.PathUnescape(part)
		if err != nil || httpapi.CheckPathElement(decoded) != nil {
			return reference{}, invalidID(id)
		}
		parts[i] = decoded
	}
	if ref.clientID == "" {
		if len(parts) == 0 {
			return reference{}, invalidID(id)
		}
		ref.place.client, parts = parts[len(parts)-1], parts[:len(parts)-1]
	}
	switch len(parts) {
	case 0:
		ref.place.module, ref.place.setup = d.moduleName(), d.Setup
	case 1:
		ref.place.module, ref.place.setup = DefaultModule, parts[0]
	case 2:
		ref.place.module, ref.place.setup = parts[0], parts[1]
	default:
		return reference{}, invalidID(id)
	}
	if ref.place.setup == "" {
		return reference{}, missingSetup()
	}
	return ref, nil
}

// placeOf returns the place of a client that is known by its ID.
func (d Defaults) placeOf(known oauthclient.Client) (place, error) {
	ref, err := d.parse(known.Text(oauthclient.ID))
	if err == nil && ref.place.client == "" {
		err = invalidID(known.Text(oauthclient.ID))
	}
	return ref.place, err
}

func invalidID(id string) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrInvalid, Field: oauthclient.ID,
		Message: fmt.Sprintf("%q does not name a client.", id),
		Advice: "Write <setup_id>/<internal id>, with <module>/ before it when the module is not " + DefaultModule +
			", or <setup_id>/client_id=<client_id>.",
	}
}

// home returns where a new client belongs: what is configured for it, else what is configured for the backend. Its
// client part is empty.
func (d Defaults) home(desired oauthclient.Client) place {
	return place{
		module: cmp.Or(desired.Text(Module), d.moduleName()),
		setup:  cmp.Or(desired.Text(SetupID), d.Setup),
	}
}

// moduleName returns the module of clients that name none.
func (d Defaults) moduleName() string { return cmp.Or(d.Module, DefaultModule) }

// replaces returns setup_id and module when the client is elsewhere than they say, be it because the attribute changes or
// because the default of the provider's configuration does. What is not known of that configuration says nothing.
func (d Defaults) replaces(known, desired oauthclient.Client, unknown oauthclient.FieldSet) []oauthclient.Field {
	ref, err := d.parse(known.Text(oauthclient.ID))
	if err != nil {
		return nil
	}
	module := d.Module
	if d.Complete {
		module = d.moduleName()
	}
	var replaced []oauthclient.Field
	for _, part := range []struct {
		field    oauthclient.Field
		is, wish string
	}{
		{Module, ref.place.module, cmp.Or(desired.Text(Module), module)},
		{SetupID, ref.place.setup, cmp.Or(desired.Text(SetupID), d.Setup)},
	} {
		if unknown.Has(part.field) || part.wish != "" && part.wish != part.is {
			replaced = append(replaced, part.field)
		}
	}
	return replaced
}
