package oam

import (
	"net"
	"net/url"
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
)

// grantTypes are OAM's grant types with their registered names, in the order of the documented example. One that a server
// shows and that is none of them keeps the name it has.
var grantTypes = []struct{ oam, registered string }{
	{"PASSWORD", "password"},
	{"CLIENT_CREDENTIALS", "client_credentials"},
	{"JWT_BEARER", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
	{"REFRESH_TOKEN", "refresh_token"},
	{"AUTHORIZATION_CODE", "authorization_code"},
	// Since bundle patch 12.2.1.4.230628.
	{"TOKEN_EXCHANGE", "urn:ietf:params:oauth:grant-type:token-exchange"},
}

// registeredNames returns the documented grant types by the names that clients are configured with.
func registeredNames() []string {
	names := make([]string, len(grantTypes))
	for i, known := range grantTypes {
		names[i] = known.registered
	}
	return names
}

func getGrantTypes(c *message.Client) any {
	if c.GrantTypes == nil {
		return nil
	}
	names := slices.Clone(c.GrantTypes)
	for i, name := range names {
		for _, known := range grantTypes {
			if known.oam == name {
				names[i] = known.registered
			}
		}
	}
	return names
}

func setGrantTypes(c *message.Client, value any) {
	names, _ := value.([]string)
	names = slices.Clone(names)
	c.GrantTypes = []string{}
	for _, known := range grantTypes {
		if i := slices.Index(names, known.registered); i >= 0 {
			c.GrantTypes = append(c.GrantTypes, known.oam)
			names = slices.DeleteFunc(names, func(name string) bool { return name == known.registered })
		}
	}
	c.GrantTypes = append(c.GrantTypes, names...)
}

func getRedirectURIs(c *message.Client) any {
	if c.RedirectURIs == nil {
		return nil
	}
	uris := make([]string, len(c.RedirectURIs))
	for i, uri := range c.RedirectURIs {
		uris[i] = uri.URL
	}
	return uris
}

func setRedirectURIs(c *message.Client, value any) {
	uris, _ := value.([]string)
	c.RedirectURIs = make([]message.RedirectURI, len(uris))
	for i, uri := range uris {
		c.RedirectURIs[i] = message.RedirectURI{URL: uri, IsHTTPS: isHTTPS(uri)}
	}
}

// isHTTPS returns the isHttps of a redirect URI. The reference does not say what it means. Its example has true for an
// http URL of localhost, hence the exception; a real server printed true where it was sent false, so nothing compares
// it.
func isHTTPS(uri string) bool {
	u, err := url.Parse(uri)
	if err != nil {
		return false
	}
	loopback := u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && loopback
}

func getAttributes(c *message.Client) any {
	if c.Attributes == nil {
		return nil
	}
	return toObjects(c.Attributes)
}

// toObjects returns attributes without exact duplicates, which servers were seen to print.
func toObjects(attributes []message.Attribute) []map[string]string {
	objects := make([]map[string]string, 0, len(attributes))
	for i, a := range attributes {
		if !slices.Contains(attributes[:i], a) {
			objects = append(objects, map[string]string{attributeName: a.AttrName, attributeValue: a.AttrValue, attributeType: a.AttrType})
		}
	}
	return objects
}

func setAttributes(c *message.Client, value any) { c.Attributes = fromObjects(value) }

func fromObjects(value any) []message.Attribute {
	objects, _ := value.([]map[string]string)
	attributes := make([]message.Attribute, len(objects))
	for i, object := range objects {
		attributes[i] = message.Attribute{AttrName: object[attributeName], AttrValue: object[attributeValue], AttrType: object[attributeType]}
	}
	return attributes
}

func getBound(c *message.Client) any {
	if c.IssueTLSClientCertificateBoundAccessTokens == nil {
		return nil
	}
	return bool(*c.IssueTLSClientCertificateBoundAccessTokens)
}

func setBound(c *message.Client, value any) {
	bound, _ := value.(bool)
	c.IssueTLSClientCertificateBoundAccessTokens = new(message.StringBool(bound))
}
