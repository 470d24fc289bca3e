package backendtest

import (
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Public keys from RFC 7517 appendix A.1 and RFC 8037 appendix A.2, with a key ID each.
const (
	keySet = `{"keys":[{"kty":"EC","kid":"ec-1","use":"sig","alg":"ES256","crv":"P-256",` +
		`"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}`
	otherKeySet = `{"keys":[{"kty":"OKP","kid":"ed-1","use":"sig","alg":"EdDSA","crv":"Ed25519",` +
		`"x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`
)

// Sample returns a value for each of the fields, none of them empty or a usual default: the ones below, and for all others
// what their declaration allows. Some exclude each other; see [Alternatives].
func Sample(unique string, fields oauthclient.FieldSet) oauthclient.Client {
	return sampled(fields, derivation{
		unique: unique, flag: true, number: 3600, elements: 2,
		duration: "90m", instant: "2026-02-01T12:00:00+01:00", document: `{ "b": [1, 2.0], "a": "<&> 日本" }`, keys: keySet,
		favourites: []string{"ES256", "RSA-OAEP", "A256GCM"},
	}, sampleValues(unique))
}

// Variant returns what [Sample] returns with another value in each field but client_id. Flags are off.
func Variant(unique string, fields oauthclient.FieldSet) oauthclient.Client {
	return sampled(fields, derivation{
		unique: "other-" + unique, flag: false, number: 0, elements: 1,
		duration: "2h", instant: "2027-02-01T12:00:00Z", document: `{"a":"<&>"}`, keys: otherKeySet,
		favourites: []string{"PS256", "ECDH-ES", "A128GCM"},
	}, variantValues(unique))
}

func sampled(fields oauthclient.FieldSet, d derivation, own oauthclient.Client) oauthclient.Client {
	c := make(oauthclient.Client, len(fields))
	for f := range fields {
		v, has := own[f]
		if !has {
			v = d.value(f)
		}
		c[f] = v
	}
	return c
}

// sampleValues are the values that no declaration can tell: those that servers look at more closely, or write in their own
// way.
func sampleValues(unique string) oauthclient.Client {
	site := "https://" + unique + ".example.com"
	return oauthclient.Client{
		oauthclient.ClientID:                  unique,
		oauthclient.ClientSecret:              `sample "secret" <&> of ` + unique,
		oauthclient.ClientName:                `Sample "client" <&> 日本 ` + unique,
		oauthclient.RedirectURIs:              []string{site + "/callback?a=b&c=d", site + "/other"},
		oauthclient.GrantTypes:                []string{"refresh_token", "authorization_code"},
		oauthclient.ResponseTypes:             []string{"code id_token", "code"},
		oauthclient.Scopes:                    []string{"orders.write", "orders.read"},
		oauthclient.Contacts:                  []string{"ops@example.com", "dev@example.com"},
		oauthclient.ClientURI:                 site + "/",
		oauthclient.TokenEndpointAuthMethod:   "client_secret_post",
		oauthclient.UserinfoSignedResponseAlg: "RS256",
		oauthclient.DefaultACRValues:          []string{"urn:acr:silver", "urn:acr:gold"},
		oauthclient.TLSClientAuthSubjectDN:    "CN=" + unique + ",O=Example",
		oauthclient.TLSClientAuthSANDNS:       unique + ".example.com",
		oauthclient.TLSClientAuthSANURI:       "spiffe://example.com/" + unique,
		oauthclient.TLSClientAuthSANIP:        "192.0.2.1",
		oauthclient.TLSClientAuthSANEmail:     unique + "@example.com",
	}
}

func variantValues(unique string) oauthclient.Client {
	site := "https://" + unique + ".example.com"
	return oauthclient.Client{
		oauthclient.ClientID:                  unique,
		oauthclient.ClientSecret:              `variant of \secret % of ` + unique,
		oauthclient.ClientName:                "Variant of " + unique,
		oauthclient.RedirectURIs:              []string{site + "/callback", site + "/third"},
		oauthclient.GrantTypes:                []string{"client_credentials"},
		oauthclient.ResponseTypes:             []string{"code"},
		oauthclient.Scopes:                    []string{"orders.read", "openid"},
		oauthclient.Contacts:                  []string{"dev@example.com"},
		oauthclient.ClientURI:                 site + "/home",
		oauthclient.TokenEndpointAuthMethod:   "client_secret_jwt",
		oauthclient.UserinfoSignedResponseAlg: "PS256",
		oauthclient.DefaultACRValues:          []string{"urn:acr:bronze"},
		oauthclient.TLSClientAuthSubjectDN:    "CN=" + unique + ",O=Other",
		oauthclient.TLSClientAuthSANDNS:       "other." + unique + ".example.com",
		oauthclient.TLSClientAuthSANURI:       "spiffe://example.com/other/" + unique,
		oauthclient.TLSClientAuthSANIP:        "2001:db8::1",
		oauthclient.TLSClientAuthSANEmail:     "other." + unique + "@example.com",
	}
}

// Alternatives splits a client whose fields exclude each other into several that together have them all. Of each group
// the first client has the first field, the second the second, and so on; where a group has no more, its last. All
// other fields are in every client.
func Alternatives(c oauthclient.Client, groups ...[]oauthclient.Field) []oauthclient.Client {
	n := 1
	for _, group := range groups {
		n = max(n, len(group))
	}
	clients := make([]oauthclient.Client, n)
	for i := range clients {
		clients[i] = c.Clone()
		for _, group := range groups {
			kept := group[min(i, len(group)-1)]
			for _, f := range group {
				if f != kept {
					delete(clients[i], f)
				}
			}
		}
	}
	return clients
}
