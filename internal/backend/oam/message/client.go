package message

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Client is an OAuth client as OAM knows it, with OAM's own names. Encoded as JSON it is the body of a POST or PUT
// ("Client" in the REST API reference); decoded, what a GET answers.
//
// A nil pointer or slice means absent: not sent, or not shown, which says nothing about what the server holds. A
// pointer to "" and a slice of length 0 mean empty: sent, they clear the property. Plain strings are those that OAM
// has no empty value for; empty means absent.
type Client struct {
	// UID is a UUID that only text answers show and no request takes.
	UID string `json:"-"`
	// Name is unique in the identity domain.
	Name string `json:"name,omitempty"`
	// ID is the OAuth client_id; the server makes up 32 hexadecimal digits when it is absent.
	ID string `json:"id,omitempty"`
	// IDDomain is the name of the identity domain: idDomain in requests, identityDomain in answers.
	IDDomain string `json:"idDomain,omitempty"`
	// Description is free text.
	Description *string `json:"description,omitempty"`
	// Secret is in clear in requests and in the answer to a create; anywhere else it may be a mask or a hash.
	Secret *string `json:"secret,omitempty"`
	// ClientType is CONFIDENTIAL_CLIENT, PUBLIC_CLIENT or MOBILE_CLIENT.
	ClientType string `json:"clientType,omitempty"`
	// GrantTypes are OAM's names such as AUTHORIZATION_CODE.
	GrantTypes []string `json:"grantTypes,omitzero"`
	// Scopes are written <resource server>.<scope>.
	Scopes []string `json:"scopes,omitzero"`
	// DefaultScope is one of Scopes.
	DefaultScope *string `json:"defaultScope,omitempty"`
	// RedirectURIs are the redirect URIs.
	RedirectURIs []RedirectURI `json:"redirectURIs,omitzero"`
	// Attributes are put into tokens. In answers the token attributes of the resource servers follow, perhaps twice.
	Attributes []Attribute `json:"attributes,omitzero"`

	// AccessTokenCustomClaims, IDTokenCustomClaims and UserInfoCustomClaims exist since 12.2.1.4; never in text.
	AccessTokenCustomClaims []string `json:"accessTokenCustomClaims,omitzero"`
	IDTokenCustomClaims     []string `json:"idTokenCustomClaims,omitzero"`
	UserInfoCustomClaims    []string `json:"userInfoCustomClaims,omitzero"`
	// OldSecretRetentionTimeInDays is for how many days a previous secret still works; never in text.
	OldSecretRetentionTimeInDays *int64 `json:"oldSecretRetentionTimeInDays,omitempty"`
	// TokenEndpointAuthMethod is a registered name such as client_secret_basic; never in text.
	TokenEndpointAuthMethod *string `json:"tokenEndpointAuthMethod,omitempty"`
	// TLSClientAuthSubjectDN and its siblings identify the client's certificate (RFC 8705); never in text.
	TLSClientAuthSubjectDN *string `json:"tlsClientAuthSubjectDN,omitempty"`
	TLSClientAuthSANDNS    *string `json:"tlsClientAuthSANDNS,omitempty"`
	TLSClientAuthSANEmail  *string `json:"tlsClientAuthSANEmail,omitempty"`
	TLSClientAuthSANIP     *string `json:"tlsClientAuthSANIP,omitempty"`
	TLSClientAuthSANURI    *string `json:"tlsClientAuthSANURI,omitempty"`
	// IssueTLSClientCertificateBoundAccessTokens asks for certificate-bound tokens (RFC 8705); never in text.
	IssueTLSClientCertificateBoundAccessTokens *StringBool `json:"issueTLSClientCertificateBoundAccessTokens,omitempty"`
	// UsePKCE is STRICT or NON_STRICT. The REST reference does not have it; never in text.
	UsePKCE *string `json:"usePKCE,omitempty"`

	Remarks `json:"-"`

	// Unknown holds the pairs that follow the last known one in a text answer, as they stand there; nil when there are
	// none. It is never sent.
	Unknown map[string]string `json:"-"`
}

// A RedirectURI is an element of redirectURIs.
type RedirectURI struct {
	URL string `json:"url"`
	// IsHTTPS has no known meaning: a real server answered true where it was sent false.
	IsHTTPS bool `json:"isHttps"`
}

// UnmarshalJSON accepts a boolean that is written as a string, and a URI without an object around it.
func (u *RedirectURI) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &u.URL) == nil {
		return nil
	}
	var w struct {
		URL     string     `json:"url"`
		IsHTTPS StringBool `json:"isHttps"`
	}
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	u.URL, u.IsHTTPS = w.URL, bool(w.IsHTTPS)
	return nil
}

// An Attribute is a custom attribute of tokens.
type Attribute struct {
	AttrName  string `json:"attrName"`
	AttrValue string `json:"attrValue"`
	// AttrType is STATIC, for a value taken as it is, or DYNAMIC, for one such as $user.attr.cn. Case-insensitive in
	// requests, upper case in answers.
	AttrType string `json:"attrType"`
}

// A StringBool is a boolean that the REST reference documents as the strings "true" and "false" and that servers also
// answer as a JSON boolean. It reads both, and "" as false; it writes the string.
type StringBool bool

// MarshalJSON writes "true" or "false", quoted.
func (b StringBool) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `"%t"`, bool(b)), nil
}

// UnmarshalJSON reads a JSON boolean, or a string in any letter case.
func (b *StringBool) UnmarshalJSON(data []byte) error {
	switch strings.ToLower(strings.Trim(string(data), `"`)) {
	case "true":
		*b = true
	case "false", "":
		*b = false
	default:
		return fmt.Errorf("%s is not a boolean", data)
	}
	return nil
}

// UnmarshalJSON accepts the two names of the identity domain, a number of days that is written as a string, and a uid
// should a server show one. A member of a form that is not known is passed over and named in Garbled.
func (c *Client) UnmarshalJSON(data []byte) error {
	type plain Client
	return c.read(data, func(member []byte) error {
		read := *c
		w := struct {
			*plain
			UID            *string `json:"uid"`
			IdentityDomain *string `json:"identityDomain"`
			Days           *days   `json:"oldSecretRetentionTimeInDays"`
		}{plain: (*plain)(&read), UID: &read.UID, IdentityDomain: &read.IDDomain}
		if err := json.Unmarshal(member, &w); err != nil {
			return err
		}
		if w.Days != nil {
			read.OldSecretRetentionTimeInDays = (*int64)(w.Days)
		}
		*c = read
		return nil
	})
}

// days is a number that may be written as a string; an empty one is 0.
type days int64

// UnmarshalJSON reads a whole number, quoted or not.
func (d *days) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(data), `"`)
	if text == "" {
		text = "0"
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("%s is not a whole number", data)
	}
	*d = days(n)
	return nil
}

// errNameless is returned for JSON that is not what was asked for, such as an error that came with status 200.
var errNameless = errors.New("it has no name")

func parseClientJSON(body []byte, a *Answer) error {
	if body[0] == '[' {
		clients := []Client{}
		if err := json.Unmarshal(body, &clients); err != nil {
			return err
		}
		for i, c := range clients {
			if c.isNameless(c.Name) {
				return fmt.Errorf("element %d: %w", i, errNameless)
			}
		}
		a.Clients = clients
		return nil
	}
	var c Client
	if err := json.Unmarshal(body, &c); err != nil {
		return err
	}
	if c.isNameless(c.Name) {
		return errNameless
	}
	a.Client, a.Name = &c, c.Name
	return nil
}
