package provider_test

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

// The public key of RFC 8037 appendix A.2 and its edThumbprint of appendix A.3.
var (
	edKey        = ed25519.PublicKey{0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a}
	edThumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
)

func encodePEM(t *testing.T, kind string, key any, marshal func(any) ([]byte, error)) string {
	t.Helper()
	der, err := marshal(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func TestAccFunction_jwks(t *testing.T) {
	t.Parallel()
	public := encodePEM(t, "PUBLIC KEY", edKey, x509.MarshalPKIXPublicKey)
	private := encodePEM(t, "PRIVATE KEY", ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)), x509.MarshalPKCS8PrivateKey)
	call := func(arguments string) string {
		return "terraform {\n  required_providers {\n    oauth = {\n      source = \"hashicorp/oauth\"\n    }\n  }\n}\noutput \"jwks\" {\n  value = provider::oauth::jwks(" + arguments + ")\n}\n"
	}
	quoted := func(text string) string {
		encoded, _ := json.Marshal(text) // a string can always be marshaled
		return string(encoded)
	}
	want := `{"keys":[{"crv":"Ed25519","kid":"` + edThumbprint + `","kty":"OKP","use":"sig","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)},
		Steps: []resource.TestStep{
			{Config: call(quoted(public)), ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("jwks", knownvalue.StringExact(want))}},
			{Config: call(""), ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("jwks", knownvalue.StringExact(`{"keys":[]}`))}},
			{Config: call(quoted(private)), ExpectError: regexp.MustCompile(`is a\s+private key`)},
			{Config: call(quoted(public) + ", " + quoted(public)), ExpectError: regexp.MustCompile(`(?s)holds a key\s+that\s+text 1\s+holds\s+already`)},
			{Config: call(`"no key"`), ExpectError: regexp.MustCompile(`holds\s+no\s+PEM\s+block`)},
		},
	})
}
