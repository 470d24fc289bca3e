package registration

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Signing makes requests JWTs of their bodies, with the media type application/jwt, as UK Open Banking and the Australian
// CDR want them.
type Signing struct {
	// Key is the private key as a JWK (RFC 7517). Empty means that requests are not signed. Its "kid" goes into the header.
	Key string
	// Algorithm is the JWS algorithm. Empty means the "alg" of the key, or PS256 for an RSA key and ES256 for one on P-256.
	Algorithm string
	// Issuer is the claim "iss". Empty means the client's software_id.
	Issuer string
	// Audience is the claim "aud". Empty means the issuer identifier of the server.
	Audience string
}

// signedFor is how long a signed request is good.
const signedFor = 5 * time.Minute

// signingAlgorithms are those with private keys.
var signingAlgorithms = []jose.SignatureAlgorithm{
	jose.PS256, jose.PS384, jose.PS512, jose.ES256, jose.ES384, jose.ES512, jose.RS256, jose.RS384, jose.RS512, jose.EdDSA,
}

type signer struct {
	jws              jose.Signer
	issuer, audience string
}

// newSigner returns nil when there is no key.
func newSigner(config Signing) (*signer, error) {
	if config.Key == "" {
		return nil, nil //nolint:nilnil // no signer is no error
	}
	var key jose.JSONWebKey
	if err := key.UnmarshalJSON([]byte(config.Key)); err != nil || key.IsPublic() || !key.Valid() {
		return nil, &httpapi.ConfigError{Setting: "signing.key", Message: "is not a private key as a JWK (RFC 7517)."}
	}
	algorithm := config.Algorithm
	if algorithm == "" {
		algorithm = key.Algorithm
	}
	if algorithm == "" {
		algorithm = usualAlgorithm(config.Key)
	}
	options := (&jose.SignerOptions{}).WithType("JWT")
	jws, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(algorithm), Key: key}, options)
	if err == nil {
		_, err = jws.Sign([]byte("{}")) // a key of another kind than the algorithm shows only now
	}
	if err != nil || !isSigningAlgorithm(algorithm) {
		return nil, &httpapi.ConfigError{Setting: "signing.algorithm", Message: fmt.Sprintf("%q is not an algorithm for this key. With private keys go %s.", algorithm, joined(signingAlgorithms))}
	}
	return &signer{jws: jws, issuer: config.Issuer, audience: config.Audience}, nil
}

func isSigningAlgorithm(name string) bool {
	for _, algorithm := range signingAlgorithms {
		if string(algorithm) == name {
			return true
		}
	}
	return false
}

func joined(algorithms []jose.SignatureAlgorithm) string {
	texts := make([]string, len(algorithms))
	for i, algorithm := range algorithms {
		texts[i] = string(algorithm)
	}
	return strings.Join(texts, ", ")
}

func usualAlgorithm(key string) string {
	var parts struct {
		Type  string `json:"kty"`
		Curve string `json:"crv"`
	}
	_ = json.Unmarshal([]byte(key), &parts) // it was parsed before
	switch parts.Type + parts.Curve {
	case "RSA":
		return string(jose.PS256)
	case "ECP-384":
		return string(jose.ES384)
	case "ECP-521":
		return string(jose.ES512)
	case "OKPEd25519":
		return string(jose.EdDSA)
	}
	return string(jose.ES256)
}

// sign returns a body as the claims of a JWT.
func (s *signer) sign(body jsonwire.Object, server string) ([]byte, error) {
	issuer, audience := s.issuer, s.audience
	if issuer == "" {
		_ = json.Unmarshal(body["software_id"], &issuer)
	}
	if issuer == "" {
		return nil, oauthclient.Invalid(oauthclient.SoftwareID, "A signed registration says who sends it: set software_id, or registration.signing.issuer in the provider configuration.")
	}
	if audience == "" {
		audience = server
	}
	now := time.Now()
	claims := maps.Clone(body)
	for name, value := range map[string]any{
		"iss": issuer, "aud": audience, "iat": now.Unix(), "exp": now.Add(signedFor).Unix(), "jti": rand.Text(),
	} {
		if value == "" {
			continue
		}
		raw, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		claims[name] = raw
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return nil, err
	}
	signature, err := s.jws.Sign(payload)
	if err != nil {
		return nil, err
	}
	compact, err := signature.CompactSerialize()
	return []byte(compact), err
}
