package backendtest

import (
	"crypto/rand"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Fields that only the memory backend has: of the kinds that no registered field has, and with behaviour of every sort.
var (
	// memoryRealm is where the client lives; it cannot move.
	memoryRealm    = memoryField("realm", oauthclient.String)
	memoryLifetime = memoryField("lifetime", oauthclient.Duration)
	// memoryValidFrom is a time that servers write in another time zone.
	memoryValidFrom = memoryField("valid_from", oauthclient.Time)
	memorySettings  = memoryField("settings", oauthclient.JSON)
	memoryLabels    = memoryField("labels", oauthclient.Map)
	memoryPolicy    = memoryField("policy", oauthclient.String)
	// memoryApproved and memoryTags are kept apart from false and [] when they are absent.
	memoryApproved   = memoryField("approved", oauthclient.Bool)
	memoryTags       = memoryField("tags", oauthclient.Set)
	memoryAttributes = oauthclient.NewField(oauthclient.Spec{
		Path: "memory.attributes", Kind: oauthclient.Objects, Doc: "Attributes of the client.",
		Members: []oauthclient.Member{{Name: "name", Doc: "The name.", Required: true}, {Name: "value", Doc: "The value."}},
	})
)

func memoryField(name string, kind oauthclient.Kind) oauthclient.Field {
	return oauthclient.NewField(oauthclient.Spec{Path: "memory." + name, Kind: kind, Doc: "The client's " + name + "."})
}

const (
	// defaultRealm is the realm of clients for which none is configured.
	defaultRealm = "main"
	// defaultEnc is the default of every enc for which there is an alg (OpenID Connect Dynamic Client Registration section
	// 2).
	defaultEnc = "A128CBC-HS256"
	// operatorPolicy is what the operator of the server has set for clients without a policy of their own.
	operatorPolicy = "lenient"
)

// operatorScopes are what the operator has set for clients that are made without scopes.
var operatorScopes = []string{"openid"}

// MemoryProfile returns the profile of [Memory]: a server that lets the caller choose the client_id, refuses to have one
// twice, and shows no secret.
func MemoryProfile() oauthclient.Profile {
	return oauthclient.Profile{
		Name: "memory", Title: "Memory",
		Properties:  slices.Clone(memoryProperties),
		Can:         oauthclient.Capabilities{List: true, Find: true, RotateSecret: true, OverlapSecrets: true},
		NewClientID: func() string { return strings.ToLower(rand.Text()) },
		IDOf:        func(desired oauthclient.Client) string { return desired.Text(oauthclient.ClientID) },
		Unique:      func(desired oauthclient.Client) bool { return desired.Has(oauthclient.ClientID) },
		Check:       checkMemory,
		Canonical:   canonicalMemory,
		Replaces:    replacesMemory,
	}
}

// memoryProperties has the defaults of OpenID Connect Dynamic Client Registration section 2 and some of this server's own.
var memoryProperties = func() []oauthclient.Property {
	special := map[oauthclient.Field]oauthclient.Property{
		oauthclient.ClientID:                    {Behaviour: oauthclient.Stamped},
		oauthclient.ClientSecret:                {Behaviour: oauthclient.Stamped},
		oauthclient.ClientIDIssuedAt:            {Behaviour: oauthclient.Issued},
		oauthclient.Scopes:                      {Behaviour: oauthclient.Stamped, Default: operatorScopes},
		oauthclient.TokenEndpointAuthMethod:     {Behaviour: oauthclient.Fixed, Default: "client_secret_basic"},
		oauthclient.ApplicationType:             {Behaviour: oauthclient.Fixed, Default: "web"},
		oauthclient.IDTokenEncryptedResponseEnc: {Behaviour: oauthclient.Fixed, Default: defaultEnc},
		memoryRealm:                             {Behaviour: oauthclient.Fixed, Default: defaultRealm},
		memoryPolicy:                            {Behaviour: oauthclient.Inherited},
		memoryApproved:                          {EmptyIsAStatement: true},
		memoryTags:                              {EmptyIsAStatement: true},
	}
	own := []oauthclient.Field{
		memoryRealm, memoryLifetime, memoryValidFrom, memorySettings, memoryLabels, memoryPolicy, memoryApproved, memoryTags,
		memoryAttributes,
	}
	var properties []oauthclient.Property
	for _, f := range append(oauthclient.Standard(), own...) {
		p, isSpecial := special[f]
		if f.Spec().Issued && !isSpecial {
			continue // nothing that this server has
		}
		p.Field, p.Name = f, f.Name()
		properties = append(properties, p)
	}
	return properties
}()

// checkMemory refuses a client_id with blanks.
func checkMemory(c oauthclient.Client, _ oauthclient.FieldSet) []*oauthclient.Error {
	if strings.Contains(c.Text(oauthclient.ClientID), " ") {
		return []*oauthclient.Error{oauthclient.Invalid(oauthclient.ClientID, "A client_id must not hold blanks.")}
	}
	return nil
}

// canonicalMemory writes application_type in lower case, as the server does.
func canonicalMemory(f oauthclient.Field, v any) any {
	if text, ok := v.(string); ok && f == oauthclient.ApplicationType {
		return strings.ToLower(text)
	}
	return v
}

// replacesMemory returns the realm when it would have to change.
func replacesMemory(known, desired oauthclient.Client, unknown oauthclient.FieldSet) []oauthclient.Field {
	if unknown.Has(memoryRealm) || realm(known) != realm(desired) {
		return []oauthclient.Field{memoryRealm}
	}
	return nil
}

func realm(c oauthclient.Client) string {
	if text := c.Text(memoryRealm); text != "" {
		return text
	}
	return defaultRealm
}
