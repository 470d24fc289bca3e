package backendtest

import (
	"context"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Harness returns a harness for the suite.
func (m *Memory) Harness() Harness {
	return Harness{
		Backend: m,
		Minimal: func(unique string) oauthclient.Client {
			return oauthclient.Client{oauthclient.ClientName: "Minimal " + unique}
		},
		Samples: func(unique string) []oauthclient.Client {
			return Alternatives(memorySample(unique), keyFields, certificateFields)
		},
		Variants: func(unique string) []oauthclient.Client {
			return Alternatives(memoryVariant(unique), keyFields, certificateFields)
		},
		Companions: map[oauthclient.Field][]oauthclient.Field{
			oauthclient.IDTokenEncryptedResponseEnc:  {oauthclient.IDTokenEncryptedResponseAlg},
			oauthclient.UserinfoEncryptedResponseEnc: {oauthclient.UserinfoEncryptedResponseAlg},
			oauthclient.RequestObjectEncryptionEnc:   {oauthclient.RequestObjectEncryptionAlg},
		},
		Edit: func(_ context.Context, known, changes oauthclient.Client) error {
			return m.store.edit(handle(known), changes)
		},
		Remove: func(_ context.Context, known oauthclient.Client) error {
			m.store.remove(handle(known))
			return nil
		},
		Count: func(_ context.Context, unique string) (int, error) { return m.store.count(unique), nil },
		HasSecret: func(_ context.Context, known oauthclient.Client, secret string) (bool, error) {
			return m.store.hasSecret(handle(known), secret), nil
		},
		Wire: m,
	}
}

// Fields of which a client may have only one (RFC 7591 section 2, RFC 8705 section 2.1.2).
var (
	keyFields         = []oauthclient.Field{oauthclient.JWKSet, oauthclient.JWKSURI}
	certificateFields = []oauthclient.Field{
		oauthclient.TLSClientAuthSubjectDN, oauthclient.TLSClientAuthSANDNS, oauthclient.TLSClientAuthSANURI,
		oauthclient.TLSClientAuthSANIP, oauthclient.TLSClientAuthSANEmail,
	}
)

func memorySample(unique string) oauthclient.Client {
	sample := Sample(unique)
	sample[oauthclient.ApplicationType] = "Native" // the server writes it in lower case
	sample[memoryRealm] = "elsewhere"
	sample[memoryLifetime] = "90m"
	sample[memoryValidFrom] = "2026-02-01T12:00:00+01:00"
	sample[memorySettings] = `{ "b": [1, 2.0], "a": "<&>" }`
	sample[memoryLabels] = map[string]string{"team": "payments", "stage": "test"}
	sample[memoryApproved] = true
	sample[memoryAttributes] = []map[string]string{{"name": "b", "value": "2"}, {"name": "a", "value": "1"}}
	return sample
}

func memoryVariant(unique string) oauthclient.Client {
	variant := Variant(unique)
	variant[memoryRealm] = "nowhere"
	variant[memoryLifetime] = "2h"
	variant[memoryValidFrom] = "2027-02-01T12:00:00Z"
	variant[memorySettings] = `{"a":"<&>"}`
	variant[memoryLabels] = map[string]string{"team": "checkout"}
	variant[memoryApproved] = false
	variant[memoryAttributes] = []map[string]string{{"name": "a", "value": "2"}}
	return variant
}
