package message

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// An IdentityDomain is OAM's notion of a tenant. Encoded as JSON it is the body of a POST or PUT; decoded, what a GET
// answers. Nil and empty mean what they mean in [Client].
type IdentityDomain struct {
	Name string `json:"name,omitempty"`
	// ID is made by the server and shown in text answers.
	ID          string  `json:"-"`
	Description *string `json:"description,omitempty"`
	// IdentityProvider is the identity store that knows the users.
	IdentityProvider *string `json:"identityProvider,omitempty"`
	// TokenSettings has an element for each type of token.
	TokenSettings []TokenSetting `json:"tokenSettings,omitzero"`
	// ConsentPageURL and ErrorPageURL are pages of flows with redirects.
	ConsentPageURL *string `json:"consentPageURL,omitempty"`
	ErrorPageURL   *string `json:"errorPageURL,omitempty"`
	// CustomAttrs is the attribute of a user that holds the secret of one-time passwords.
	CustomAttrs *string `json:"customAttrs,omitempty"`
	// OldSecretRetentionTimeInDays is for how many days a client's previous secret still works; since 12.2.1.4, and never
	// in text.
	OldSecretRetentionTimeInDays *int64 `json:"oldSecretRetentionTimeInDays,omitempty"`

	Remarks `json:"-"`
}

// A TokenSetting says how long tokens of a type are valid, in seconds.
type TokenSetting struct {
	// TokenType is ACCESS_TOKEN, AUTHZ_CODE or SSO_LINK_TOKEN.
	TokenType                    string `json:"tokenType"`
	TokenExpiry                  int64  `json:"tokenExpiry"`
	LifeCycleEnabled             bool   `json:"lifeCycleEnabled"`
	RefreshTokenEnabled          bool   `json:"refreshTokenEnabled"`
	RefreshTokenExpiry           int64  `json:"refreshTokenExpiry"`
	RefreshTokenLifeCycleEnabled bool   `json:"refreshTokenLifeCycleEnabled"`
}

// UnmarshalJSON accepts a number of days that is written as a string.
func (d *IdentityDomain) UnmarshalJSON(data []byte) error {
	type plain IdentityDomain
	return d.read(data, func(member []byte) error {
		read := *d
		w := struct {
			*plain
			Days *days `json:"oldSecretRetentionTimeInDays"`
		}{plain: (*plain)(&read)}
		if err := json.Unmarshal(member, &w); err != nil {
			return err
		}
		if w.Days != nil {
			read.OldSecretRetentionTimeInDays = (*int64)(w.Days)
		}
		*d = read
		return nil
	})
}

// A ResourceServer owns scopes, which clients refer to as <Name>.<ScopeName>. Encoded as JSON it is the body of a POST
// or PUT; decoded, what a GET answers. Nil and empty mean what they mean in [Client].
type ResourceServer struct {
	Name string `json:"name,omitempty"`
	// ID is a UUID made by the server.
	ID string `json:"-"`
	// IDDomain is the name of the identity domain: idDomain in requests, identityDomain in answers.
	IDDomain    string  `json:"idDomain,omitempty"`
	Description *string `json:"description,omitempty"`
	// Scopes are the scopes; in answers the server adds one named DefaultScope.
	Scopes []Scope `json:"scopes,omitzero"`
	// TokenAttributes are the attributes that the server appends to those of each client of this resource server.
	TokenAttributes []Attribute `json:"tokenAttributes,omitzero"`
	// AudienceClaim says for whom tokens are. The examples of the REST reference have it, and its schema has not.
	AudienceClaim *AudienceClaim `json:"audienceClaim,omitempty"`

	Remarks `json:"-"`
}

// An AudienceClaim is the audienceClaim of a resource server.
type AudienceClaim struct {
	Subjects []string `json:"subjects"`
}

// UnmarshalJSON wants the subjects, so that another form is not taken for a claim without any.
func (a *AudienceClaim) UnmarshalJSON(data []byte) error {
	var w struct {
		Subjects *[]string `json:"subjects"`
	}
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	if w.Subjects == nil {
		return errors.New("an audience claim without subjects")
	}
	a.Subjects = *w.Subjects
	return nil
}

// A Scope is an element of the scopes of a resource server.
type Scope struct {
	ScopeName string `json:"scopeName"`
	// Description may be empty, which is the same as absent.
	Description string `json:"description,omitempty"`
}

// UnmarshalJSON accepts the two names of the identity domain, and reads the id that is never sent.
func (r *ResourceServer) UnmarshalJSON(data []byte) error {
	type plain ResourceServer
	return r.read(data, func(member []byte) error {
		read := *r
		w := struct {
			*plain
			ID             *string `json:"resourceServerId"`
			IdentityDomain *string `json:"identityDomain"`
		}{plain: (*plain)(&read), ID: &read.ID, IdentityDomain: &read.IDDomain}
		if err := json.Unmarshal(member, &w); err != nil {
			return err
		}
		*r = read
		return nil
	})
}

func parseIdentityDomainJSON(body []byte, a *Answer) error {
	var d IdentityDomain
	if err := json.Unmarshal(body, &d); err != nil {
		return err
	}
	if d.isNameless(d.Name) {
		return errNameless
	}
	a.IdentityDomain, a.Name = &d, d.Name
	return nil
}

func parseResourceServerJSON(body []byte, a *Answer) error {
	var r ResourceServer
	if err := json.Unmarshal(body, &r); err != nil {
		return err
	}
	if r.isNameless(r.Name) {
		return errNameless
	}
	a.ResourceServer, a.Name = &r, r.Name
	return nil
}

// The text forms of the two are known from a comment in a public project, where someone pasted what a server had
// answered to a GET; no other capture is known. Their pairs are not written like those of a client: a domain has
// "Key - value", a resource server key="value" and forgets the closing quote of its first and last values.
const identityDomainPrefix = "OAuth Identity Domain :: "

var (
	identityDomainDetail = regexp.MustCompile(`(?s)^Name - (.*?), Id - (\w*), Description - (.*), TrustStore Identifiers - `)
	identityDomainTail   = regexp.MustCompile(`(?s)^.*?, Identity Provider - (.*?), TokenSettings - (null|\[.*\]), ConsentPageURL - (.*), ErrorPageURL - (.*), CustomAttrs - (.*)$`)
	resourceServerDetail = regexp.MustCompile(`(?s)^IdentityDomain="(.*?)"?,Name="(.*?)",Description="(.*)",resourceServerId="([^"]*)",resourceServerNameSpacePrefix="`)
	resourceServerClaim  = regexp.MustCompile(`(?s)^.*?",audienceClaim="(null|\{.*?\})",resServerType="`)
	resourceServerLists  = regexp.MustCompile(`(?s)^.*?",Scopes="(null|\[.*\])",tokenAttributes="(null|\[.*\])"?$`)

	errNotADomain         = errors.New("the properties of an OAuth identity domain cannot be made out")
	errNotAResourceServer = errors.New("the properties of an OAuth resource server cannot be made out")
)

func parseIdentityDomainDetail(detail string, a *Answer) (bool, error) {
	text, ok := strings.CutPrefix(detail, identityDomainPrefix)
	if !ok {
		return false, nil
	}
	m := identityDomainDetail.FindStringSubmatch(text)
	if m == nil {
		return false, errNotADomain
	}
	d := &IdentityDomain{Name: m[1], ID: m[2], Description: textOrNil(m[3])}
	d.readTail(text[len(m[0]):])
	a.IdentityDomain, a.Name = d, m[1]
	return true, nil
}

// domainTail are the properties that stand behind the description.
var domainTail = []string{"identityProvider", "tokenSettings", "consentPageURL", "errorPageURL", "customAttrs"}

// readTail reads what stands behind "TrustStore Identifiers - ". A tail of another form is in nobody's way.
func (d *IdentityDomain) readTail(tail string) {
	m := identityDomainTail.FindStringSubmatch(tail)
	var settings []TokenSetting
	if m == nil || json.Unmarshal([]byte(m[2]), &settings) != nil {
		d.Garbled = domainTail
		return
	}
	d.IdentityProvider, d.TokenSettings = textOrNil(m[1]), settings
	d.ConsentPageURL, d.ErrorPageURL, d.CustomAttrs = textOrNil(m[3]), textOrNil(m[4]), textOrNil(m[5])
}

func parseResourceServerDetail(detail string, a *Answer) (bool, error) {
	if !strings.HasPrefix(detail, `IdentityDomain="`) {
		return false, nil
	}
	m := resourceServerDetail.FindStringSubmatch(detail)
	if m == nil {
		return false, errNotAResourceServer
	}
	lists := resourceServerLists.FindStringSubmatch(detail[len(m[0]):])
	if lists == nil {
		return false, errNotAResourceServer
	}
	scopes, ok := parseScopes(lists[1])
	attributes, attributesOK := parseAttributes(lists[2])
	if !ok || !attributesOK {
		return false, errNotAResourceServer
	}
	a.Name = m[2]
	r := &ResourceServer{
		Name: m[2], ID: m[4], IDDomain: m[1], Description: textOrNil(m[3]), Scopes: scopes, TokenAttributes: attributes,
	}
	claim := resourceServerClaim.FindStringSubmatch(detail[len(m[0]):])
	if claim == nil || json.Unmarshal([]byte(claim[1]), &r.AudienceClaim) != nil {
		r.Garbled = []string{"audienceClaim"}
	}
	a.ResourceServer = r
	return true, nil
}

// parseScopes reads the list of scopes of a resource server; "null" is nil.
func parseScopes(list string) ([]Scope, bool) {
	if list == null {
		return nil, true
	}
	scopes, ok := parseJSON(list, func(s Scope) string { return s.ScopeName })
	if !ok {
		var objects []object
		objects, ok = parseObjects(list, scopeShape)
		scopes = make([]Scope, 0, len(objects))
		for _, o := range objects {
			scopes = append(scopes, Scope{ScopeName: o[0], Description: o[1]})
		}
	}
	for i := range scopes {
		if scopes[i].Description == null {
			scopes[i].Description = ""
		}
	}
	return scopes, ok
}

// DefaultIdentityDomain returns what a fresh server fills in for what a new identity domain leaves out.
func DefaultIdentityDomain() IdentityDomain {
	d := IdentityDomain{
		IdentityProvider: new("UserIdentityStore1"), ConsentPageURL: new("/oam/pages/consent.jsp"), ErrorPageURL: new("/oam/pages/servererror.jsp"),
	}
	for _, tokenType := range []string{"ACCESS_TOKEN", "AUTHZ_CODE", "SSO_LINK_TOKEN"} {
		d.TokenSettings = append(d.TokenSettings, TokenSetting{TokenType: tokenType, TokenExpiry: 3600, RefreshTokenExpiry: 86400})
	}
	return d
}

// PrintIdentityDomain writes the text answer that shows an identity domain.
func PrintIdentityDomain(verb string, d IdentityDomain) string {
	return success(verb, EntityIdentityDomain) + " - " + identityDomainPrefix +
		fmt.Sprintf("Name - %s, Id - %s, Description - %s, TrustStore Identifiers - [%s]", d.Name, d.ID, orNull(d.Description), d.Name) +
		fmt.Sprintf(", Identity Provider - %s, TokenSettings - %s", orNull(d.IdentityProvider), list(d.TokenSettings, printJSON)) +
		fmt.Sprintf(", ConsentPageURL - %s, ErrorPageURL - %s, CustomAttrs - %s", orNull(d.ConsentPageURL), orNull(d.ErrorPageURL), orNull(d.CustomAttrs))
}

// PrintResourceServer writes the text answer that shows a resource server, the two missing quotes included.
func PrintResourceServer(verb string, r ResourceServer) string {
	claim := null
	if r.AudienceClaim != nil {
		claim = printJSON(*r.AudienceClaim)
	}
	return success(verb, EntityResourceServer) + " - " +
		fmt.Sprintf(`IdentityDomain="%s,Name="%s",Description="%s"`, r.IDDomain, r.Name, orNull(r.Description)) +
		fmt.Sprintf(`,resourceServerId="%s",resourceServerNameSpacePrefix="%s.",audienceClaim="%s"`, r.ID, r.Name, claim) +
		fmt.Sprintf(`,resServerType="CUSTOM_RESOURCE_SERVER",Scopes="%s"`, list(r.Scopes, printScope)) +
		fmt.Sprintf(`,tokenAttributes="%s`, list(r.TokenAttributes, printAttribute))
}

func printScope(s Scope) string {
	return `{"scopeName":"` + s.ScopeName + `","description":"` + s.Description + `"}`
}
