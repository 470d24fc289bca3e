package client

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// operationTimeout bounds an operation, retries included, when the configuration has no timeouts.
const operationTimeout = 5 * time.Minute

// operations are those that have a timeout of their own.
var operations = []string{"create", "read", "update", "delete"}

func timeoutsBlock() schema.Block {
	attributes := map[string]schema.Attribute{}
	for _, operation := range operations {
		attributes[operation] = schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "How long to " + operation + " may take, retries included, such as `90s`. Default `5m`.",
		}
	}
	return schema.SingleNestedBlock{MarkdownDescription: "How long each operation may take.", Attributes: attributes}
}

// deadline bounds ctx by the timeout that a plan or state has for an operation.
func deadline(ctx context.Context, raw tftypes.Value, operation string) (context.Context, context.CancelFunc) {
	timeout := operationTimeout
	block, _ := members(member(raw, timeoutsName))
	if text, _ := textOf(block[operation]); text != "" {
		if span, err := time.ParseDuration(text); err == nil { // checkTimeouts says what is wrong with others
			timeout = span
		}
	}
	return context.WithTimeout(ctx, timeout)
}

// checkTimeouts returns what is wrong with the block, by the names of its attributes.
func checkTimeouts(raw tftypes.Value) map[string]error {
	problems := map[string]error{}
	block, _ := members(member(raw, timeoutsName))
	for _, operation := range operations {
		text, _ := textOf(block[operation])
		if text == "" {
			continue
		}
		if span, err := time.ParseDuration(text); err != nil || span <= 0 {
			problems[operation] = fmt.Errorf("%q is not a span of time, as in \"90s\" or \"10m\"", text)
		}
	}
	return problems
}
