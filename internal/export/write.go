package export

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// write returns the import block and the resource of a client. One that the provider would refuse is a comment that says
// why, so that the rest can be planned.
func (c *client) write() string {
	var text strings.Builder
	fmt.Fprintf(&text, "import {\nto = %s\nid = %s\n}\n\n", c.address(), quote(c.id))
	fmt.Fprintf(&text, "resource \"oauth_client\" %s {\n", quote(c.name))
	block := ""
	for _, f := range setup.Fields() {
		v, ok := c.values[f]
		if !ok {
			continue
		}
		if f.Block() != block {
			text.WriteString(closing(block))
			block = f.Block()
			fmt.Fprintf(&text, "\n%s {\n", block)
		}
		fmt.Fprintf(&text, "%s = %s\n", f.Name(), expression(f, v))
	}
	text.WriteString(closing(block) + "}\n")
	written := string(hclwrite.Format([]byte(text.String())))
	if len(c.problems) > 0 {
		return c.commented(written)
	}
	return written
}

func closing(block string) string {
	if block == "" {
		return ""
	}
	return "}\n"
}

// commented returns a text as a comment, below the problems.
func (c *client) commented(text string) string {
	var comment strings.Builder
	comment.WriteString("# The provider would refuse this client:\n")
	for _, problem := range c.problems {
		fmt.Fprintf(&comment, "# %s\n", strings.ReplaceAll(problem.Error(), "\n", " "))
	}
	for line := range strings.Lines(text) {
		comment.WriteString(strings.TrimSpace("# " + line))
		comment.WriteByte('\n')
	}
	return comment.String()
}
