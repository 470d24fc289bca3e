package provider

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Every field of a client that has an attribute, by attribute path, and those of each room.
var fieldsByPath, fieldsByRoom = indexFields()

func indexFields() (byPath map[string]oauthclient.Field, byRoom map[string][]oauthclient.Field) {
	byPath = map[string]oauthclient.Field{}
	byRoom = map[string][]oauthclient.Field{}
	for _, f := range allFields() {
		byPath[f.String()] = f
		if room := f.Room(); room != "" {
			byRoom[room] = append(byRoom[room], f)
		}
	}
	return byPath, byRoom
}

// allFields returns the standard fields and the extensions of every backend.
func allFields() []oauthclient.Field {
	fields := oauthclient.Standard()
	for _, block := range backendBlocks() {
		fields = append(fields, block.fields...)
	}
	return fields
}

// pathOf returns the attribute path of a field, the empty path for no field in particular.
func pathOf(f oauthclient.Field) path.Path {
	steps := path.Empty()
	if f.IsZero() {
		return steps
	}
	for i, step := range strings.Split(f.String(), ".") {
		if i == 0 {
			steps = path.Root(step)
			continue
		}
		steps = steps.AtName(step)
	}
	return steps
}
