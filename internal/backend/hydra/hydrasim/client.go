package hydrasim

import (
	"encoding/json"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// A client is a client as it is sent and answered, with its members in the server's order. Which members are left out
// when they are empty is the server's choice (client/client.go at v2.3.0).
type client struct {
	ID                      string          `json:"client_id"`
	Name                    string          `json:"client_name"`
	Secret                  string          `json:"client_secret,omitempty"`
	RedirectURIs            []string        `json:"redirect_uris"`
	GrantTypes              []string        `json:"grant_types"`
	ResponseTypes           []string        `json:"response_types"`
	Scope                   string          `json:"scope"`
	Audience                []string        `json:"audience"`
	Owner                   string          `json:"owner"`
	PolicyURI               string          `json:"policy_uri"`
	AllowedCORSOrigins      []string        `json:"allowed_cors_origins"`
	TermsOfServiceURI       string          `json:"tos_uri"`
	ClientURI               string          `json:"client_uri"`
	LogoURI                 string          `json:"logo_uri"`
	Contacts                []string        `json:"contacts"`
	SecretExpiresAt         int             `json:"client_secret_expires_at"`
	SubjectType             string          `json:"subject_type"`
	SectorIdentifierURI     string          `json:"sector_identifier_uri,omitempty"`
	JWKSURI                 string          `json:"jwks_uri,omitempty"`
	JWKS                    *keySet         `json:"jwks,omitempty"`
	AuthMethod              string          `json:"token_endpoint_auth_method,omitempty"`
	AuthSigningAlg          string          `json:"token_endpoint_auth_signing_alg,omitempty"`
	RequestURIs             []string        `json:"request_uris,omitempty"`
	RequestObjectAlg        string          `json:"request_object_signing_alg,omitempty"`
	UserinfoAlg             string          `json:"userinfo_signed_response_alg,omitempty"`
	CreatedAt               time.Time       `json:"created_at"`
	UpdatedAt               time.Time       `json:"updated_at"`
	FrontChannelURI         string          `json:"frontchannel_logout_uri,omitempty"`
	FrontChannelSession     bool            `json:"frontchannel_logout_session_required,omitempty"`
	PostLogoutURIs          []string        `json:"post_logout_redirect_uris,omitempty"`
	BackChannelURI          string          `json:"backchannel_logout_uri,omitempty"`
	BackChannelSession      bool            `json:"backchannel_logout_session_required,omitempty"`
	Metadata                json.RawMessage `json:"metadata,omitempty"`
	RegistrationAccessToken string          `json:"registration_access_token,omitempty"`
	RegistrationClientURI   string          `json:"registration_client_uri,omitempty"`
	AccessTokenStrategy     string          `json:"access_token_strategy,omitempty"`
	SkipConsent             bool            `json:"skip_consent"`
	SkipLogoutConsent       nullBool        `json:"skip_logout_consent"`
	lifespans

	// retained are the hashes of old secrets that still work, the newest first.
	retained []string
}

// lifespans are the lifetimes of the tokens a client gets, one for each kind of token and grant; null is the server's
// default.
type lifespans struct {
	AuthorizationCodeAccess  nullDuration `json:"authorization_code_grant_access_token_lifespan"`
	AuthorizationCodeID      nullDuration `json:"authorization_code_grant_id_token_lifespan"`
	AuthorizationCodeRefresh nullDuration `json:"authorization_code_grant_refresh_token_lifespan"`
	ClientCredentialsAccess  nullDuration `json:"client_credentials_grant_access_token_lifespan"`
	// v2.3.0 does not have the three of the device grant, which is a nil pointer here.
	DeviceAccess  *nullDuration `json:"device_authorization_grant_access_token_lifespan,omitempty"`
	DeviceID      *nullDuration `json:"device_authorization_grant_id_token_lifespan,omitempty"`
	DeviceRefresh *nullDuration `json:"device_authorization_grant_refresh_token_lifespan,omitempty"`

	ImplicitAccess      nullDuration `json:"implicit_grant_access_token_lifespan"`
	ImplicitID          nullDuration `json:"implicit_grant_id_token_lifespan"`
	JWTBearerAccess     nullDuration `json:"jwt_bearer_grant_access_token_lifespan"`
	RefreshTokenID      nullDuration `json:"refresh_token_grant_id_token_lifespan"`
	RefreshTokenAccess  nullDuration `json:"refresh_token_grant_access_token_lifespan"`
	RefreshTokenRefresh nullDuration `json:"refresh_token_grant_refresh_token_lifespan"`
}

// A keySet is a JWK Set. The pointer inside is nil for {}, which is also what an absent set is stored as.
type keySet struct{ *jose.JSONWebKeySet }

// A nullDuration is a duration in Go's spelling, or null.
type nullDuration struct {
	length time.Duration
	valid  bool
}

// MarshalJSON implements [json.Marshaler].
func (d nullDuration) MarshalJSON() ([]byte, error) {
	if !d.valid {
		return []byte("null"), nil
	}
	return json.Marshal(d.length.String())
}

// UnmarshalJSON implements [json.Unmarshaler].
func (d *nullDuration) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	length, err := time.ParseDuration(text)
	if err != nil {
		return err
	}
	*d = nullDuration{length: length, valid: true}
	return nil
}

// A nullBool is true, false or null.
type nullBool struct{ value, valid bool }

// MarshalJSON implements [json.Marshaler].
func (b nullBool) MarshalJSON() ([]byte, error) {
	if !b.valid {
		return []byte("null"), nil
	}
	return json.Marshal(b.value)
}

// UnmarshalJSON implements [json.Unmarshaler].
func (b *nullBool) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	b.valid = true
	return json.Unmarshal(data, &b.value)
}
