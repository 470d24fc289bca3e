package provider_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// A name that does not exist is an error at its line: at the top, inside a block, and as a block. Inside a nested attribute both
// engines would drop it without a word, which is why there are blocks.
func TestAccMisspelt(t *testing.T) {
	t.Parallel()
	needEngine(t)
	const provider = "provider \"oauth\" {\n  hydra {\n    admin_url = \"http://127.0.0.1:1\"\n    %s\n  }\n  %s\n}\n"
	plain := fmt.Sprintf(provider, "", "")
	for name, tc := range map[string]struct {
		config string
		// line is what stands in the line of the error, and name what it calls it.
		line, name string
	}{
		"attribute":                 {plain + client("a", "  redirect_uri = []"), `redirect_uri = \[\]`, `redirect_uri`},
		"attribute in a block":      {plain + client("a", "  hydra {\n    ownr = \"me\"\n  }"), `ownr = "me"`, `ownr`},
		"of another block":          {plain + client("a", "  nevismeta {\n    metadat = []\n  }"), `metadat = \[\]`, `metadat`},
		"of a specification":        {plain + client("a", "  ciba {\n    delivery_mode = \"poll\"\n  }"), `delivery_mode = "poll"`, `delivery_mode`},
		"timeout":                   {plain + client("a", "  timeouts {\n    creat = \"1m\"\n  }"), `creat = "1m"`, `creat`},
		"block":                     {plain + client("a", "  hidra {\n  }"), `hidra \{`, `hidra`},
		"name of the first draft":   {plain + client("a", "  openid = {\n  }"), `openid = \{`, `openid`},
		"block as an attribute":     {plain + client("a", "  hydra = {\n  }"), `hydra = \{`, `hydra`},
		"setting":                   {fmt.Sprintf(provider, "barer_token = \"x\"", "") + client("a"), `barer_token = "x"`, `barer_token`},
		"setting of an inner block": {fmt.Sprintf(provider, "oauth2 {\n      token_uri = \"x\"\n    }", "") + client("a"), `token_uri = "x"`, `token_uri`},
		"setting of HTTP":           {fmt.Sprintf(provider, "", "http {\n    max_retrys = 1\n  }") + client("a"), `max_retrys = 1`, `max_retrys`},
		"block of the provider":     {fmt.Sprintf(provider, "", "keycloak {\n  }") + client("a"), `keycloak \{`, `keycloak`},
		"sibling": {
			plain + "resource \"oauth_oam_resource_server\" \"r\" {\n  name = \"x\"\n  identity_domian = \"y\"\n}\n", `identity_domian = "y"`, `identity_domian`,
		},
		"data source": {plain + "data \"oauth_client\" \"a\" {\n  clientid = \"x\"\n}\n", `clientid = "x"`, `clientid`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resource.Test(t, resource.TestCase{IsUnitTest: true, ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{{
				Config: tc.config, PlanOnly: true,
				ExpectError: regexp.MustCompile(`Unsupported (argument|block type)[\s\S]*\d+: +` + tc.line + `[\s\S]*"` + tc.name + `"\s+(is|are)\s+not\s+expected\s+here`),
			}}})
		})
	}
}
