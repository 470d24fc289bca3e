package client

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
)

// movable are the resources of other providers that become an oauth_client by a moved block, each with its provider. They
// all manage clients of Ory Hydra, and call most properties as its API does.
var movable = map[string]string{
	"hydra_oauth2_client":    "svrakitin/hydra",
	"ory_oauth2_client":      "ory/ory",
	"oryhydra_oauth2_client": "hypnoglow/oryhydra",
}

// MoveState takes over the state of clients that another provider has managed.
func (r *clientResource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: func(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
		from, known := movable[req.SourceTypeName]
		// Engines differ in the host of the address.
		if !known || !strings.HasSuffix("/"+req.SourceProviderAddress, "/"+from) || req.SourceRawState == nil {
			return
		}
		moved := move(req.SourceTypeName, req.SourceRawState.JSON, resp.TargetState.Raw.Type())
		moved.Into(ctx, memoryKey, entity.Response{State: &resp.TargetState.Raw, Identity: resp.TargetIdentity, Private: resp.TargetPrivate, Diags: &resp.Diagnostics})
	}}}
}

// move makes a state of the state that another provider had. What it does not say, and what the server has another value of,
// the next refresh brings in.
func move(from string, state []byte, as tftypes.Type) entity.Outcome {
	var o entity.Outcome
	r := newReporter(&o.Diags)
	c, err := readForeign(state)
	if err != nil {
		r.Report(report.Moving, fmt.Errorf("the state of %s cannot be read: %w", from, err))
		return o
	}
	judge := hydraJudge()
	kept := oauthclient.NewFieldSet(append(judge.Leftover(nil, c), oauthclient.ID, oauthclient.ClientID)...)
	if judge.UsesSecret(c) {
		kept.Add(oauthclient.ClientSecret)
	}
	c = c.Only(kept)
	save(&o, r, values{client: c}, tftypes.NewValue(as, nil), entity.Memory{MovedFrom: from})
	return o
}

var hydraJudge = sync.OnceValue(func() *oauthclient.Judge { return oauthclient.NewJudge(hydra.Profile()) })

// readForeign reads the attributes of a client in the state of another provider.
func readForeign(state []byte) (oauthclient.Client, error) {
	var attributes map[string]json.RawMessage
	if err := json.Unmarshal(state, &attributes); err != nil {
		return nil, err
	}
	c := oauthclient.Client{}
	for _, p := range hydraJudge().Profile().Properties {
		raw := foreignValue(p, attributes)
		if len(raw) == 0 || string(raw) == "null" || !hydraJudge().Supports(p.Field) {
			continue
		}
		value, err := entity.FromJSON(p.Field.Kind(), raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Field, err)
		}
		if texts, isList := value.([]string); isList {
			value = slices.DeleteFunc(texts, func(text string) bool { return text == "" }) // of a scope that is empty
		}
		if text, isText := value.(string); isText && p.Field.Kind() == oauthclient.JWKS {
			value, _ = jwk.Public(text)
		}
		if !oauthclient.IsEmpty(p.Field, value) || value == false {
			c[p.Field] = value
		}
	}
	id, err := unmarshal[string](attributes["id"])
	if err != nil || id == "" {
		return nil, fmt.Errorf("it has no id")
	}
	c[oauthclient.ID], c[oauthclient.ClientID] = id, id
	return c, nil
}

// foreignValue returns the attribute that another provider keeps a property in, as JSON of the property's kind.
func foreignValue(p oauthclient.Property, attributes map[string]json.RawMessage) json.RawMessage {
	switch p.Field {
	case oauthclient.Scopes: // a list, or as in the API
		if scope, err := unmarshal[string](attributes["scope"]); err == nil {
			list, _ := json.Marshal(strings.Fields(scope))
			return list
		}
		return attributes["scopes"]
	case hydra.Metadata: // a JSON text, or a map of texts
		for _, name := range []string{"metadata_json", "metadata", "client_metadata"} {
			raw := attributes[name]
			if text, err := unmarshal[string](raw); err == nil && text != "" {
				return raw
			}
			if texts, err := unmarshal[map[string]string](raw); err == nil && len(texts) > 0 {
				return asText(texts)
			}
		}
		return nil
	case oauthclient.JWKSet: // a JSON text, or a block for each key
		if keys, err := unmarshal[[]map[string]any](attributes["jwk"]); err == nil && len(keys) > 0 {
			for _, key := range keys {
				maps.DeleteFunc(key, func(_ string, v any) bool {
					elements, isList := v.([]any)
					return v == nil || v == "" || isList && len(elements) == 0
				})
			}
			return asText(map[string]any{"keys": keys})
		}
	}
	if p.Name != "" {
		return attributes[p.Name]
	}
	return attributes[p.Field.Name()]
}

func unmarshal[T any](raw json.RawMessage) (T, error) {
	var value T
	err := json.Unmarshal(raw, &value)
	return value, err
}

// asText writes a value as a JSON text, and that as JSON.
func asText(v any) json.RawMessage {
	text, _ := json.Marshal(v)
	raw, _ := json.Marshal(string(text))
	return raw
}
