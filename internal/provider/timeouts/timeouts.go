// Package timeouts is the block "timeouts" of all resources.
package timeouts

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Name is the name of the block.
const Name = "timeouts"

// Default bounds an operation, retries included, when the configuration has no timeouts.
const Default = 5 * time.Minute

// operations are those that have a timeout of their own.
var operations = []string{"create", "read", "update", "delete"}

// Block returns the block.
func Block() schema.Block {
	attributes := map[string]schema.Attribute{}
	for operation, noun := range map[string]string{"create": "the creation", "read": "a read", "update": "an update", "delete": "the deletion"} {
		attributes[operation] = schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "How long " + noun + " may take, retries included, such as `90s`. Default `5m`.",
		}
	}
	return schema.SingleNestedBlock{MarkdownDescription: "How long each operation may take.", Attributes: attributes}
}

// Deadline bounds ctx by the timeout that a plan or state has for an operation.
func Deadline(ctx context.Context, raw tftypes.Value, operation string) (context.Context, context.CancelFunc) {
	timeout := Default
	if span, err := time.ParseDuration(textOf(raw, operation)); err == nil { // Check says what is wrong with others
		timeout = span
	}
	return context.WithTimeout(ctx, timeout)
}

// Check returns what is wrong with the block of a configuration, by the names of its attributes.
func Check(raw tftypes.Value) map[string]error {
	problems := map[string]error{}
	for _, operation := range operations {
		text := textOf(raw, operation)
		if text == "" {
			continue
		}
		if err := oauthclient.CheckSpan(text, time.Millisecond); err != nil {
			problems[operation] = fmt.Errorf("%q %w", text, err)
		}
	}
	return problems
}

// textOf returns the text of an attribute of the block, "" when it is null, unknown, or not there.
func textOf(raw tftypes.Value, operation string) string {
	var block, attributes map[string]tftypes.Value
	if raw.Type() == nil || !raw.IsKnown() || raw.As(&block) != nil {
		return ""
	}
	timeouts := block[Name]
	if timeouts.Type() == nil || !timeouts.IsKnown() || timeouts.As(&attributes) != nil {
		return ""
	}
	attribute := attributes[operation]
	var text *string
	if attribute.Type() == nil || !attribute.IsKnown() || attribute.As(&text) != nil || text == nil {
		return ""
	}
	return *text
}
