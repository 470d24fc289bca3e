package registration

import (
	"net/url"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func isWebURL(text string) bool {
	return strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")
}

func withoutQuery(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return address
}

// address returns where a client is, as far as that is known without its server: by the template, or by what the server
// said. The ID is what it said at the time of the last plan; an update may have changed it since.
func (d *Driver) address(known oauthclient.Client) string {
	id, clientID := known.Text(oauthclient.ID), known.Text(oauthclient.ClientID)
	if clientID == "" && !isWebURL(id) {
		clientID = id
	}
	if d.template != "" && clientID != "" {
		return expand(d.template, clientID)
	}
	if uri := known.Text(oauthclient.RegistrationClientURI); uri != "" {
		return uri
	}
	if id == clientID { // a client_id may be a URL too
		return ""
	}
	return id
}

// expand puts a client_id into a template, escaped for its place.
func expand(template, clientID string) string {
	path, query, hasQuery := strings.Cut(template, "?")
	path = strings.ReplaceAll(path, ClientIDPlaceholder, url.PathEscape(clientID))
	if !hasQuery {
		return path
	}
	return path + "?" + strings.ReplaceAll(query, ClientIDPlaceholder, url.QueryEscape(clientID))
}

// usual returns the addresses that servers usually give to a client, the most usual first.
func usual(endpoint, clientID string) [2]string {
	endpoint = withoutQuery(endpoint)
	return [2]string{
		strings.TrimSuffix(endpoint, "/") + "/" + url.PathEscape(clientID),
		endpoint + "?client_id=" + url.QueryEscape(clientID),
	}
}

// A place is one at which a new client may be; which one it is is the same for every client of a server.
type place int

const (
	// given is the address that the server gave, or the one of the template.
	given place = iota
	// givenHere is that address on the host of the registration endpoint, where that is another: servers behind a proxy may give
	// a name that only they know.
	givenHere
	// usualPath and usualQuery are where servers usually have clients.
	usualPath
	usualQuery
	// nowhere is none of them.
	nowhere
)

// places are the addresses of a client by place, "" where there is none, or none that is not another place too.
type places [nowhere]string

// placesOf returns where the client may be whose registration was answered.
func (d *Driver) placesOf(endpoint string, answer jsonwire.Object) places {
	issued := issuedOf(answer)
	clientID, uri := issued.Text(oauthclient.ClientID), issued.Text(oauthclient.RegistrationClientURI)
	if d.template != "" {
		return places{given: expand(d.template, clientID)}
	}
	at := places{given: resolve(endpoint, uri)}
	if at[given] != "" && !sameOrigin(at[given], endpoint) {
		at[givenHere] = atOrigin(endpoint, at[given])
	}
	if httpapi.CheckPathElement(clientID) != nil {
		return at
	}
	for i, address := range usual(endpoint, clientID) {
		if address != at[given] {
			at[usualPath+place(i)] = address
		}
	}
	return at
}

// resolve returns the absolute form of an address that was given in an answer from base, "" when it is none that can be
// used. RFC 7592 section 3 demands an absolute one; a relative one can only mean one thing.
func resolve(base, given string) string {
	from, err := url.Parse(base)
	if err != nil || given == "" {
		return ""
	}
	to, err := from.Parse(given)
	if err != nil || !isWebURL(to.String()) || checkAddress(to.String()) != nil {
		return ""
	}
	return to.String()
}

func atOrigin(endpoint, address string) string {
	e, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	u.Scheme, u.Host = e.Scheme, e.Host
	return u.String()
}

// checkAddress refuses an address of a client that could lead to something else on the server.
func checkAddress(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "" {
		return &oauthclient.Error{Kind: oauthclient.ErrInvalid, Field: oauthclient.ID, Message: "This is not the address of a client: it must be an absolute URL without user and fragment."}
	}
	if strings.Trim(u.EscapedPath(), "/") == "" {
		return nil
	}
	if err := httpapi.CheckPathElement(u.EscapedPath()); err != nil {
		return oauthclient.Invalid(oauthclient.ID, "%v.", err)
	}
	return nil
}

// clientIDIn returns the client_id that an address on this server has in one of the usual places.
func (d *Driver) clientIDIn(address string) string {
	u, err := url.Parse(address)
	if err != nil || !sameOrigin(address, d.issuer) && !sameOrigin(address, d.endpointURL) {
		return ""
	}
	if id := u.Query().Get("client_id"); id != "" {
		return id
	}
	path := u.EscapedPath()
	id, err := url.PathUnescape(path[strings.LastIndexByte(path, '/')+1:])
	if err != nil {
		return ""
	}
	return id
}

func sameOrigin(a, b string) bool {
	au, aerr := url.Parse(a)
	bu, berr := url.Parse(b)
	return aerr == nil && berr == nil && au.Host != "" && au.Scheme == bu.Scheme && strings.EqualFold(au.Host, bu.Host)
}
