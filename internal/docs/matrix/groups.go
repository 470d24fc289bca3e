package main

import (
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// A group is a part of a page: the attributes that one specification or product defines.
type group struct {
	title string
	// block is the block that holds the attributes, "" for those at the top level.
	block  string
	fields []oauthclient.Field
	// others are attributes of the resource that are no property of a client.
	others []string
}

// Titles of the groups at the top level.
const (
	identity  = "Identity"
	rfc7591   = "Client metadata of RFC 7591"
	openID    = "OpenID Connect"
	logout    = "Logout"
	mutualTLS = "Mutual TLS (RFC 8705)"
	otherRFCs = "Other RFCs"
	secrets   = "Secrets"
	lifecycle = "Lifecycle"
)

// groups returns every attribute of oauth_client in the order of the pages: the top level by specification, then a block
// for each product, and one for each specification that few servers know.
func groups() []group {
	groups := []group{
		{title: identity},
		{title: rfc7591},
		{title: openID},
		{title: logout},
		{title: mutualTLS},
		{title: otherRFCs},
		{title: secrets, others: []string{
			"client_secret_wo", "client_secret_wo_version", "client_secret_rotation_triggers", "client_secret_retirement_triggers",
		}},
		{title: lifecycle, others: []string{"on_existing", "deletion_protection"}},
		{title: "Timeouts", block: "timeouts", others: []string{"timeouts.create", "timeouts.read", "timeouts.update", "timeouts.delete"}},
	}
	for _, f := range oauthclient.Registered() {
		i := slices.IndexFunc(groups, func(g group) bool { return g.title == titleOf(f) })
		groups[i].fields = append(groups[i].fields, f)
	}
	for _, backend := range setup.Backends() {
		groups = append(groups, group{title: backend.Profile().Title, block: backend.Name(), fields: backend.Fields})
	}
	for _, block := range oauthclient.Blocks() {
		groups = append(groups, group{title: block.Title, block: block.Name, fields: block.Fields})
	}
	return groups
}

func titleOf(f oauthclient.Field) string {
	switch f {
	case oauthclient.ID, oauthclient.ClientID, oauthclient.ClientIDIssuedAt, oauthclient.RegistrationClientURI:
		return identity
	case oauthclient.ClientSecret, oauthclient.ClientSecretExpiresAt, oauthclient.RegistrationAccessToken:
		return secrets
	}
	ref := f.Spec().Ref
	switch {
	case strings.HasPrefix(ref, "RFC 7591"):
		return rfc7591
	case strings.Contains(ref, "Logout"):
		return logout
	case strings.HasPrefix(ref, "OpenID Connect"):
		return openID
	case strings.HasPrefix(ref, "RFC 8705"):
		return mutualTLS
	}
	return otherRFCs
}
