package registration

import (
	"context"
	"fmt"
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
	{IntrospectionSignedResponseAlg, "introspection_signing_alg_values_supported"},
	{IntrospectionEncryptedResponseAlg, "introspection_encryption_alg_values_supported"},
	{IntrospectionEncryptedResponseEnc, "introspection_encryption_enc_values_supported"},
	{AuthorizationSignedResponseAlg, "authorization_signing_alg_values_supported"},
	{AuthorizationEncryptedResponseAlg, "authorization_encryption_alg_values_supported"},
	{AuthorizationEncryptedResponseEnc, "authorization_encryption_enc_values_supported"},
	{AuthorizationDetailsTypes, "authorization_details_types_supported"},
	{BackchannelTokenDeliveryMode, "backchannel_token_delivery_modes_supported"},
	{BackchannelAuthenticationRequestSigningAlg, "backchannel_authentication_request_signing_alg_values_supported"},
	{NFVTokenSignedResponseAlg, "nfv_token_signing_alg_values_supported"},
	{NFVTokenEncryptedResponseAlg, "nfv_token_encryption_alg_values_supported"},
	{NFVTokenEncryptedResponseEnc, "nfv_token_encryption_enc_values_supported"},
	{oauthclient.Scopes, "scopes_supported"},
}

// Inspect returns the values that the server's metadata does not list. Without an issuer there are no lists. A server
// that says nothing of a list takes any value.
//
// When the metadata cannot be read, the first call says so, and no other: one warning is enough for all clients.
func (b *Backend) Inspect(ctx context.Context, c oauthclient.Client) ([]*oauthclient.Error, error) {
	if b.issuer == "" || !slices.ContainsFunc(choices, func(one choice) bool { return c.Has(one.field) }) {
		return nil, nil
	}
	metadata, err := b.metadata(ctx)
	if err != nil {
		if b.inspectionFailed.Swap(true) {
			return nil, nil
		}
		return nil, err
	}
	var problems []*oauthclient.Error
	for _, one := range choices {
		listed, err := jsonwire.Strings(metadata.members[one.list])
		if err != nil || len(listed) == 0 {
			continue
		}
		for _, value := range valuesOf(c, one.field) {
			if !slices.ContainsFunc(listed, func(known string) bool { return sortedWords(known) == sortedWords(value) }) {
				problems = append(problems, b.notListed(one, value, listed))
			}
		}
	}
	return problems, nil
}

func valuesOf(c oauthclient.Client, f oauthclient.Field) []string {
	if f.Kind() == oauthclient.Set {
		return c.Strings(f)
	}
	if !c.Has(f) {
		return nil
	}
	return []string{c.Text(f)}
}

// notListed returns the problem of a value that is not listed. It is only a doubt for scopes: RFC 8414 section 2 lets a
// server "choose not to advertise some supported scope values".
func (b *Backend) notListed(one choice, value string, listed []string) *oauthclient.Error {
	problem := oauthclient.Invalid(one.field, "%q is not among the values that the server %s supports: %s in its metadata has %s.",
		value, b.issuer, one.list, strings.Join(listed, ", "))
	problem.Advice = fmt.Sprintf("Choose one of them. If the server takes the value all the same, set registration.registration_endpoint instead of registration.issuer: %s is not looked at then.", one.list)
	if one.field == oauthclient.Scopes {
		problem.Kind = oauthclient.ErrUnusual
		problem.Advice = "A server need not list all of its scopes."
	}
	return problem
}
