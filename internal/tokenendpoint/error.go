package tokenendpoint

import (
	"fmt"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// The settings that an [Error] can be about, by the names of their attributes.
const (
	SettingTokenURL      = "token_url"
	SettingIssuer        = "issuer"
	SettingClientID      = "client_id"
	SettingClientSecret  = "client_secret"
	SettingMethod        = "token_endpoint_auth_method"
	SettingPrivateKeyPEM = "private_key_pem"
	SettingPrivateKeyJWK = "private_key_jwk"
	SettingAlgorithm     = "token_endpoint_auth_signing_alg"
	SettingScopes        = "scopes"
	SettingAudience      = "audience"
	SettingResource      = "resource"
	SettingExtra         = "extra_parameters"
)

// An Error says why there is no token. No part of it ever holds a secret.
type Error struct {
	// Setting is the setting at fault, "" when that is not known.
	Setting string
	// Code is the error code of the token endpoint (RFC 6749 section 5.2), "" when it gave none.
	Code string
	// Message says what went wrong, as a sentence.
	Message string
	// Advice says what to do about it; empty when there is nothing to say beyond the message.
	Advice string
	// Err is the cause, of one of the kinds of package oauthclient.
	Err error
}

// Error returns the message and the advice in one line.
func (e *Error) Error() string {
	if e.Advice == "" {
		return e.Message
	}
	return e.Message + " " + e.Advice
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// wrong returns an error about a setting that cannot be used.
func wrong(setting, format string, args ...any) *Error {
	return &Error{Setting: setting, Message: fmt.Sprintf(format, args...), Err: oauthclient.ErrInvalid}
}

// failed returns an error about a request that httpapi could not get answered, in its words.
func failed(setting string, err error) *Error {
	return &Error{Setting: setting, Message: err.Error(), Err: err}
}
