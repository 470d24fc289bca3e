package registration

import (
	"context"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A choice is a field whose possible values the server's metadata may list.
type choice struct {
	field oauthclient.Field
	list  string
}

// choices are the lists of RFC 8414 section 2, OpenID Connect Discovery section 3, RFC 9396 section 10, RFC 9701 section 7,
// JARM section 4, CIBA Core section 4 and ETSI GS NFV-SEC 022.
var choices = []choice{
	{oauthclient.GrantTypes, "grant_types_supported"},
	{oauthclient.ResponseTypes, "response_types_supported"},
	{oauthclient.TokenEndpointAuthMethod, "token_endpoint_auth_methods_supported"},
	{oauthclient.TokenEndpointAuthSigningAlg, "token_endpoint_auth_signing_alg_values_supported"},
	{oauthclient.SubjectType, "subject_types_supported"},
	{oauthclient.DefaultACRValues, "acr_values_supported"},
	{oauthclient.IDTokenSignedResponseAlg, "id_token_signing_alg_values_supported"},
	{oauthclient.IDTokenEncryptedResponseAlg, "id_token_encryption_alg_values_supported"},
	{oauthclient.IDTokenEncryptedResponseEnc, "id_token_encryption_enc_values_supported"},
	{oauthclient.UserinfoSignedResponseAlg, "userinfo_signing_alg_values_supported"},
	{oauthclient.UserinfoEncryptedResponseAlg, "userinfo_encryption_alg_values_supported"},
	{oauthclient.UserinfoEncryptedResponseEnc, "userinfo_encryption_enc_values_supported"},
	{oauthclient.RequestObjectSigningAlg, "request_object_signing_alg_values_supported"},
	{oauthclient.RequestObjectEncryptionAlg, "request_object_encryption_alg_values_supported"},
	{oauthclient.RequestObjectEncryptionEnc, "request_object_encryption_enc_values_supported"},
	{oauthclient.IntrospectionSignedResponseAlg, "introspection_signing_alg_values_supported"},
	{oauthclient.IntrospectionEncryptedResponseAlg, "introspection_encryption_alg_values_supported"},
	{oauthclient.IntrospectionEncryptedResponseEnc, "introspection_encryption_enc_values_supported"},
	{oauthclient.AuthorizationSignedResponseAlg, "authorization_signing_alg_values_supported"},
	{oauthclient.AuthorizationEncryptedResponseAlg, "authorization_encryption_alg_values_supported"},
	{oauthclient.AuthorizationEncryptedResponseEnc, "authorization_encryption_enc_values_supported"},
	{oauthclient.AuthorizationDetailsTypes, "authorization_details_types_supported"},
	{oauthclient.BackchannelTokenDeliveryMode, "backchannel_token_delivery_modes_supported"},
	{oauthclient.BackchannelAuthenticationRequestSigningAlg, "backchannel_authentication_request_signing_alg_values_supported"},
	{oauthclient.NFVTokenSignedResponseAlg, "nfv_token_signing_alg_values_supported"},
	{oauthclient.NFVTokenEncryptedResponseAlg, "nfv_token_encryption_alg_values_supported"},
	{oauthclient.NFVTokenEncryptedResponseEnc, "nfv_token_encryption_enc_values_supported"},
	{oauthclient.Scopes, "scopes_supported"},
}

// Inspect returns the values that the server's metadata does not list. They are no more than doubts: Keycloak takes clients
// with the method none and does not list it, and Glewlwyd 2.7.5 grants that it does not list; of scopes RFC 8414 section 2
// says that a server need not. Without an issuer there are no lists. A server that says nothing of a list takes any value.
//
// When the metadata cannot be read, the first call says so, and no other: one warning is enough for all clients.
func (d *Driver) Inspect(ctx context.Context, c oauthclient.Client) ([]*oauthclient.Error, error) {
	if d.issuer == "" || !slices.ContainsFunc(choices, func(one choice) bool { return c.Has(one.field) }) {
		return nil, nil
	}
	metadata, err := d.metadata(ctx)
	if err != nil {
		if d.inspectionFailed.Swap(true) {
			return nil, nil
		}
		return nil, err
	}
	var problems []*oauthclient.Error
	for _, one := range choices {
		listed, err := jsonwire.Strings(metadata.Members[one.list])
		if err != nil || len(listed) == 0 {
			continue
		}
		for _, value := range valuesOf(c, one.field) {
			if value != "none" && !slices.ContainsFunc(listed, func(known string) bool { return sortedWords(known) == sortedWords(value) }) {
				problems = append(problems, d.notListed(one, value, listed))
			}
		}
	}
	return problems, nil
}

func valuesOf(c oauthclient.Client, f oauthclient.Field) []string {
	if f.Kind() == oauthclient.Set || f.Kind() == oauthclient.List {
		return c.Strings(f)
	}
	if !c.Has(f) {
		return nil
	}
	return []string{c.Text(f)}
}

func (d *Driver) notListed(one choice, value string, listed []string) *oauthclient.Error {
	problem := oauthclient.Unusual(one.field, "%q is not among the values of %s that the server %s says it supports: %s in its metadata has %s.",
		value, one.field, d.issuer, one.list, strings.Join(listed, ", "))
	problem.Advice = "Servers do not always list all that they take. If this one refuses the value, or does not use it, choose one of those."
	return problem
}
