package oam

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Fields of a resource server.
var (
	// ServerDomain is the identity domain that the resource server is in; it cannot move.
	ServerDomain = oauthclient.NewField(oauthclient.Spec{
		Path: "identity_domain", Kind: oauthclient.String, Check: CheckDomain,
		Doc: "Name of the identity domain.", Writing: "Left out, that of the provider configuration. Changing it makes a new resource server.",
	})
	// ServerName is unique in the domain.
	ServerName = oauthclient.NewField(oauthclient.Spec{
		Path: "name", Kind: oauthclient.String, Check: CheckName,
		Doc: "Name of the resource server, without commas and equals signs.", Writing: "Changing it makes a new one.",
	})
	serverDescription = oauthclient.NewField(oauthclient.Spec{
		Path: "description", Kind: oauthclient.String, Check: checkDescription, Doc: "Any text about the resource server.",
	})
	serverScopes = oauthclient.NewField(oauthclient.Spec{
		Path: "scopes", Kind: oauthclient.Objects,
		Doc:     "The scopes. The server adds one named `DefaultScope`, which is not counted.",
		Writing: "Left out, there is only `DefaultScope`.",
		Members: []oauthclient.Member{
			{Name: scopeName, Required: true, Doc: "Name of the scope. A client names it `<resource server>.<scope>`."},
			{Name: scopeDescription, Doc: "What the scope allows. Left out, the server may have any."},
		},
	})
	serverAttributes = oauthclient.NewField(oauthclient.Spec{
		Path: "token_attributes", Kind: oauthclient.Objects, Members: attributeMembers,
		Doc: "Custom attributes that the server puts into the tokens of all clients that have one of the scopes.",
	})
	serverAudience = oauthclient.NewField(oauthclient.Spec{
		Path: "audience_subjects", Kind: oauthclient.Set,
		Doc: "Subjects of the audience claim of tokens.",
	})

	serverFields = []oauthclient.Field{
		oauthclient.ID, ServerDomain, ServerName, serverDescription, serverScopes, serverAttributes, serverAudience,
	}
)

// The members of the objects in scopes, and the scope that OAM adds to every resource server (seen).
const (
	scopeName        = "name"
	scopeDescription = "description"
	addedScope       = "DefaultScope"
)

func serverProfile(defaults Defaults) oauthclient.Profile {
	domainOf := func(c oauthclient.Client) string {
		if c.Has(ServerDomain) {
			return c.Text(ServerDomain)
		}
		return defaults.IdentityDomain
	}
	return oauthclient.Profile{
		Name: Name, Title: title, Noun: serverKind.noun,
		Properties: propertiesOf(serverKind.members, ServerDomain, defaults),
		Can:        oauthclient.Capabilities{Find: true},
		IDOf: func(desired oauthclient.Client) string {
			domain := domainOf(desired)
			if domain == "" {
				return ""
			}
			return handle{domain: domain, name: desired.Text(ServerName)}.id()
		},
		Unique: func(oauthclient.Client) bool { return true },
		Check: func(c oauthclient.Client, unknown oauthclient.FieldSet) []*oauthclient.Error {
			problems := slices.Concat(checkNamed(c, ServerName, unknown), checkTwice(c, serverScopes, scopeName), checkScopeNames(c), quotesIn(c, serverAttributes))
			if domainOf(c) == "" && !defaults.Undecided && !unknown.Has(ServerDomain) {
				problems = append(problems, noDomain(ServerDomain))
			}
			return problems
		},
		Canonical: func(f oauthclient.Field, v any) any {
			if objects, ok := v.([]map[string]string); ok && f == serverAttributes {
				return canonicalAttributes(objects)
			}
			return v
		},
		Replaces: func(known, desired oauthclient.Client, unknown oauthclient.FieldSet) []oauthclient.Field {
			domain, name, _ := strings.Cut(known.Text(oauthclient.ID), "/")
			var fields []oauthclient.Field
			if unknown.Has(ServerName) || desired.Text(ServerName) != name {
				fields = append(fields, ServerName)
			}
			wanted := domainOf(desired)
			if unknown.Has(ServerDomain) || wanted != "" && wanted != domain {
				fields = append(fields, ServerDomain)
			}
			return fields
		},
	}
}

// checkScopeNames holds the names to RFC 6749 section 3.3, as a client's scope is made of them.
func checkScopeNames(c oauthclient.Client) []*oauthclient.Error {
	for _, scope := range c.Objects(serverScopes) {
		if len(oauthclient.CheckValue(oauthclient.Scopes, []string{scope[scopeName]})) > 0 {
			return []*oauthclient.Error{oauthclient.Invalid(serverScopes,
				"%q is not the name of a scope, which has only visible ASCII characters, and no quote or backslash (RFC 6749 section 3.3).", scope[scopeName])}
		}
	}
	return nil
}

// serverKind has the properties of the REST reference, and audienceClaim, which only its examples have.
var serverKind = &siblingKind[message.ResourceServer]{
	noun: "resource server", inUse: "OAM may refuse to delete a resource server whose scopes a client has: take them from the clients first.",
	endpoint: resourceServers,
	members: []member[message.ResourceServer]{
		word(property(ServerName, "name"), func(r *message.ResourceServer) *string { return &r.Name }),
		word(property(ServerDomain, "idDomain"), func(r *message.ResourceServer) *string { return &r.IDDomain }),
		text(property(serverDescription, "description"), func(r *message.ResourceServer) **string { return &r.Description }),
		{property: property(serverScopes, "scopes"), get: getScopes, set: setScopes},
		{
			property: property(serverAttributes, "tokenAttributes"),
			get: func(r *message.ResourceServer) any {
				if r.TokenAttributes == nil {
					return nil
				}
				return toObjects(r.TokenAttributes)
			},
			set: func(r *message.ResourceServer, value any) { r.TokenAttributes = fromObjects(value) },
		},
		{
			property: property(serverAudience, "audienceClaim"),
			get: func(r *message.ResourceServer) any {
				if r.AudienceClaim == nil {
					return nil
				}
				return r.AudienceClaim.Subjects
			},
			set: func(r *message.ResourceServer, value any) {
				subjects, _ := value.([]string)
				r.AudienceClaim = &message.AudienceClaim{Subjects: append([]string{}, subjects...)}
			},
		},
	},
	handleOf: func(id string) (handle, error) {
		domain, name, _ := strings.Cut(id, "/")
		for _, err := range []error{CheckDomain(domain), CheckName(name)} {
			if err != nil {
				return handle{}, &oauthclient.Error{
					Kind: oauthclient.ErrInvalid, Field: oauthclient.ID,
					Message: fmt.Sprintf("%q does not name a resource server: %v.", id, err), Advice: "Write <identity domain>/<name>.",
				}
			}
		}
		return handle{domain: domain, name: name}, nil
	},
	idOf: handle.id,
	placeOf: func(defaults Defaults, desired oauthclient.Client) (handle, error) {
		at := handle{domain: desired.Text(ServerDomain), name: desired.Text(ServerName)}
		if at.domain == "" {
			at.domain = defaults.IdentityDomain
		}
		if at.domain == "" {
			return handle{}, noDomain(ServerDomain)
		}
		return at, nil
	},
	identify: func(at handle, c oauthclient.Client) oauthclient.Client {
		return c.With(ServerName, at.name).With(ServerDomain, at.domain)
	},
	query: handle.query,
	parse: message.ParseResourceServer,
	shownIn: func(a message.Answer) (*message.ResourceServer, handle) {
		if a.ResourceServer == nil {
			return nil, handle{}
		}
		return a.ResourceServer, handle{domain: a.ResourceServer.IDDomain, name: a.ResourceServer.Name}
	},
	own: ownScopes,
}

func getScopes(r *message.ResourceServer) any {
	if r.Scopes == nil {
		return nil
	}
	objects := make([]map[string]string, len(r.Scopes))
	for i, s := range r.Scopes {
		objects[i] = map[string]string{scopeName: s.ScopeName}
		if s.Description != "" {
			objects[i][scopeDescription] = s.Description
		}
	}
	return objects
}

func setScopes(r *message.ResourceServer, value any) {
	objects, _ := value.([]map[string]string)
	r.Scopes = make([]message.Scope, len(objects))
	for i, object := range objects {
		r.Scopes[i] = message.Scope{ScopeName: object[scopeName], Description: object[scopeDescription]}
	}
}

// ownScopes takes out the scope that the server adds by itself, unless it is known as configured, and the descriptions of
// scopes for which none is: the server may have filled them in.
func ownScopes(read, known oauthclient.Client) oauthclient.Client {
	if !read.Has(serverScopes) {
		return read
	}
	var own []map[string]string
	for _, scope := range read.Objects(serverScopes) {
		i := slices.IndexFunc(known.Objects(serverScopes), func(other map[string]string) bool { return other[scopeName] == scope[scopeName] })
		switch {
		case i < 0 && scope[scopeName] == addedScope:
			continue
		case i >= 0 && known.Objects(serverScopes)[i][scopeDescription] == "":
			scope = map[string]string{scopeName: scope[scopeName]}
		}
		own = append(own, scope)
	}
	return read.With(serverScopes, own)
}

// tokenAttributesOf returns the token attributes of a resource server, nil when the answer does not show them.
func (d *Driver) tokenAttributesOf(ctx context.Context, at handle) (attributes, error) {
	servers := &siblingDriver[message.ResourceServer]{connection: d.connection, kind: serverKind}
	shown, err := servers.get(ctx, at)
	if err != nil || shown.entity == nil || shown.entity.TokenAttributes == nil && !shown.inText {
		return nil, err
	}
	return append(attributes{}, toObjects(shown.entity.TokenAttributes)...), nil
}
