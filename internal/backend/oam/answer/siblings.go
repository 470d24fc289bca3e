package answer

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// An IdentityDomain is OAM's notion of a tenant. Encoded as JSON it is the body of a POST or PUT. Nil and empty mean
// what they mean in [Client].
type IdentityDomain struct {
	Name string `json:"name,omitempty"`
	// ID is made by the server and shown in text answers.
	ID          string  `json:"-"`
	Description *string `json:"description,omitempty"`
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
	w := struct {
		*plain
		ID             string `json:"resourceServerId"`
		IdentityDomain string `json:"identityDomain"`
	}{plain: (*plain)(r)}
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	if w.ID != "" {
		r.ID = w.ID
	}
	if w.IdentityDomain != "" {
		r.IDDomain = w.IdentityDomain
	}
	return nil
}

func parseIdentityDomainJSON(body []byte, a *Answer) error {
	var d IdentityDomain
	if err := json.Unmarshal(body, &d); err != nil {
		return err
	}
	if d.Name == "" {
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
	if r.Name == "" {
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
	resourceServerDetail = regexp.MustCompile(`(?s)^IdentityDomain="(.*?)"?,Name="(.*?)",Description="(.*)",resourceServerId="([^"]*)",resourceServerNameSpacePrefix="`)
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
	a.IdentityDomain, a.Name = &IdentityDomain{Name: m[1], ID: m[2], Description: textOrNil(m[3])}, m[1]
	return true, nil
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
	a.ResourceServer = &ResourceServer{
		Name: m[2], ID: m[4], IDDomain: m[1], Description: textOrNil(m[3]), Scopes: scopes, TokenAttributes: attributes,
	}
	return true, nil
}

// parseScopes reads the list of scopes of a resource server; "null" is nil.
func parseScopes(list string) ([]Scope, bool) {
	if list == null {
		return nil, true
	}
	objects, ok := parseObjects(list, scopeShape)
	scopes := make([]Scope, 0, len(objects))
	for _, o := range objects {
		scope := Scope{ScopeName: o[0]}
		if o[1] != null {
			scope.Description = o[1]
		}
		scopes = append(scopes, scope)
	}
	return scopes, ok
}

// PrintIdentityDomain writes the text answer that shows an identity domain, with the defaults of a fresh server for
// all the properties that [IdentityDomain] does not have.
func PrintIdentityDomain(verb string, d IdentityDomain) string {
	settings := make([]string, 0, 3)
	for _, tokenType := range []string{"ACCESS_TOKEN", "AUTHZ_CODE", "SSO_LINK_TOKEN"} {
		settings = append(settings, fmt.Sprintf(`{"tokenType":"%s","tokenExpiry":3600,"lifeCycleEnabled":false,`+
			`"refreshTokenEnabled":false,"refreshTokenExpiry":86400,"refreshTokenLifeCycleEnabled":false}`, tokenType))
	}
	return success(verb, EntityIdentityDomain) + " - " + identityDomainPrefix +
		fmt.Sprintf("Name - %s, Id - %s, Description - %s, TrustStore Identifiers - [%s]", d.Name, d.ID, orNull(d.Description), d.Name) +
		", Identity Provider - UserIdentityStore1, TokenSettings - [" + strings.Join(settings, ", ") + "]" +
		", ConsentPageURL - /oam/pages/consent.jsp, ErrorPageURL - /oam/pages/servererror.jsp, CustomAttrs - null"
}

// PrintResourceServer writes the text answer that shows a resource server, the two missing quotes included.
func PrintResourceServer(verb string, r ResourceServer) string {
	return success(verb, EntityResourceServer) + " - " +
		fmt.Sprintf(`IdentityDomain="%s,Name="%s",Description="%s"`, r.IDDomain, r.Name, orNull(r.Description)) +
		fmt.Sprintf(`,resourceServerId="%s",resourceServerNameSpacePrefix="%s.",audienceClaim="null"`, r.ID, r.Name) +
		fmt.Sprintf(`,resServerType="CUSTOM_RESOURCE_SERVER",Scopes="%s"`, list(r.Scopes, printScope)) +
		fmt.Sprintf(`,tokenAttributes="%s`, list(r.TokenAttributes, printAttribute))
}

func printScope(s Scope) string {
	return `{"scopeName":"` + s.ScopeName + `","description":"` + s.Description + `"}`
}
