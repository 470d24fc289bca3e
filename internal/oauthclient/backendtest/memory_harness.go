package backendtest

import (
	"context"
	"maps"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Harness returns a harness for the suite.
func (m *Memory) Harness() Harness {
	judge := oauthclient.NewJudge(MemoryProfile())
	return Harness{
		Judge: judge, Driver: m,
		Minimal: func(unique string) oauthclient.Client {
			return oauthclient.Client{oauthclient.ClientName: "Minimal " + unique}
		},
		Samples: func(unique string) []oauthclient.Client {
			return Alternatives(memorySample(unique, judge), keyFields, certificateFields)
		},
		Variants: func(unique string) []oauthclient.Client {
			return Alternatives(memoryVariant(unique, judge), keyFields, certificateFields)
		},
		Companions: encryptionCompanions(),
		Edit: func(_ context.Context, known, changes oauthclient.Client) error {
			return m.store.edit(handle(known), changes)
		},
		Remove: func(_ context.Context, known oauthclient.Client) error { return m.store.remove(handle(known)) },
		Count:  func(_ context.Context, unique string) (int, error) { return m.store.count(unique), nil },
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

// encryptionCompanions puts an alg beside each enc (OpenID Connect Dynamic Client Registration section 2).
func encryptionCompanions() map[oauthclient.Field][]oauthclient.Field {
	companions := map[oauthclient.Field][]oauthclient.Field{}
	for enc, alg := range map[oauthclient.Field]oauthclient.Field{
		oauthclient.IDTokenEncryptedResponseEnc:       oauthclient.IDTokenEncryptedResponseAlg,
		oauthclient.UserinfoEncryptedResponseEnc:      oauthclient.UserinfoEncryptedResponseAlg,
		oauthclient.RequestObjectEncryptionEnc:        oauthclient.RequestObjectEncryptionAlg,
		oauthclient.IntrospectionEncryptedResponseEnc: oauthclient.IntrospectionEncryptedResponseAlg,
		oauthclient.AuthorizationEncryptedResponseEnc: oauthclient.AuthorizationEncryptedResponseAlg,
		oauthclient.NFVTokenEncryptedResponseEnc:      oauthclient.NFVTokenEncryptedResponseAlg,
	} {
		companions[enc] = []oauthclient.Field{alg}
	}
	return companions
}

func memorySample(unique string, judge *oauthclient.Judge) oauthclient.Client {
	sample := Sample(unique, judge.Supported())
	maps.Copy(sample, oauthclient.Client{
		oauthclient.ApplicationType: "Native", // the server writes it in lower case
		memoryAttributes:            []map[string]string{{"name": "b", "value": "2"}, {"name": "a", "value": "1"}},
	})
	return sample
}

func memoryVariant(unique string, judge *oauthclient.Judge) oauthclient.Client {
	return Variant(unique, judge.Supported())
}
