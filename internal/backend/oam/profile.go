package oam

import (
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Name is the name of the backend and of its block.
const Name = "oam"

const title = "Oracle Access Manager"

// Defaults are what the provider's configuration says for clients that do not say it themselves.
type Defaults struct {
	// IdentityDomain is the identity domain of clients and resource servers that name none. It may be empty; each of them
	// has to name one then.
	IdentityDomain string
	// Undecided says that the identity domain has no value yet.
	Undecided bool
}

// Profile returns what is known of Oracle Access Manager.
func Profile(defaults Defaults) oauthclient.Profile {
	return oauthclient.Profile{
		Name: Name, Title: title,
		Properties:  append(propertiesOf(clientMembers, IdentityDomain, defaults), oauthclient.Property{Field: UID, Behaviour: oauthclient.Issued}),
		Filters:     []oauthclient.Field{oauthclient.ClientName, IdentityDomain},
		ListOf:      defaults.listOf,
		Can:         oauthclient.Capabilities{List: true, WholeClients: true, Find: true},
		NewClientID: oauthclient.NewClientID, // in OAM's own form
		IDOf: func(desired oauthclient.Client) string {
			return handle{domain: defaults.domainOf(desired), name: desired.Text(oauthclient.ClientName)}.id()
		},
		Unique:    func(desired oauthclient.Client) bool { return desired.Has(oauthclient.ClientName) },
		Check:     defaults.check,
		Canonical: canonical,
		Public:    func(c oauthclient.Client) bool { return c.Text(ClientType) == public },
		Replaces:  defaults.replaces,
	}
}

// domainOf returns the identity domain that a configuration asks for, "" when it does not and there is no default.
func (d Defaults) domainOf(desired oauthclient.Client) string {
	if desired.Has(IdentityDomain) {
		return desired.Text(IdentityDomain)
	}
	return d.IdentityDomain
}

// listOf returns the identity domain of a known client, since each has a list of its own.
func (d Defaults) listOf(known oauthclient.Client) oauthclient.Client {
	at, err := d.handleOf(known)
	if err != nil {
		return nil
	}
	return oauthclient.Client{IdentityDomain: at.domain}
}

// replaces returns the name and the identity domain when they would have to change. The domain of the ID counts, so that
// another default in the provider configuration does not make a client look deleted.
func (d Defaults) replaces(known, desired oauthclient.Client, unknown oauthclient.FieldSet) []oauthclient.Field {
	at, err := d.handleOf(known)
	if err != nil {
		return nil
	}
	var fields []oauthclient.Field
	if unknown.Has(oauthclient.ClientName) || desired.Text(oauthclient.ClientName) != at.name {
		fields = append(fields, oauthclient.ClientName)
	}
	domain := d.domainOf(desired)
	if unknown.Has(IdentityDomain) || domain != "" && domain != at.domain {
		fields = append(fields, IdentityDomain)
	}
	return fields
}

// canonical writes the types of attributes in upper case, as OAM does.
func canonical(f oauthclient.Field, v any) any {
	if objects, ok := v.([]map[string]string); ok && f == Attributes {
		return canonicalAttributes(objects)
	}
	return v
}

func canonicalAttributes(objects []map[string]string) []map[string]string {
	upper := make([]map[string]string, len(objects))
	for i, object := range objects {
		upper[i] = map[string]string{
			attributeName: object[attributeName], attributeValue: object[attributeValue],
			attributeType: strings.ToUpper(object[attributeType]),
		}
	}
	return upper
}
