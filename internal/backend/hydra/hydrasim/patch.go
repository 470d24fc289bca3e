package hydrasim

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A patchOperation is an operation of a JSON Patch (RFC 6902 section 4).
type patchOperation struct {
	Op    string          `json:"op"`
	Path  string          `json:"path"`
	Value json.RawMessage `json:"value"`
}

// applyPatch applies a JSON Patch with the server's deviations (ory/x at v0.0.675, jsonx/patch.go): only add, remove and
// replace are there, /id cannot be patched, what is to be replaced need not exist, and missing objects on the way are made.
// What no operation touches stays as it is, byte for byte.
func applyPatch(doc, patch []byte) ([]byte, error) {
	var operations []patchOperation
	if err := json.Unmarshal(patch, &operations); err != nil {
		return nil, err
	}
	for _, operation := range operations {
		if operation.Path == "/id" || !strings.HasPrefix(operation.Path, "/") {
			return nil, fmt.Errorf("path %q cannot be patched", operation.Path)
		}
		tokens := strings.Split(operation.Path[1:], "/")
		for i, token := range tokens {
			tokens[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		}
		var err error
		if doc, err = operation.apply(doc, tokens); err != nil {
			return nil, fmt.Errorf("%s %s: %w", operation.Op, operation.Path, err)
		}
	}
	return doc, nil
}

// apply carries the operation out on the value that the tokens lead to from doc.
func (o patchOperation) apply(doc json.RawMessage, tokens []string) (json.RawMessage, error) {
	if strings.HasPrefix(string(doc), "[") {
		return o.applyToList(doc, tokens)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(doc, &members); err != nil {
		return nil, err
	}
	if members == nil {
		members = make(map[string]json.RawMessage)
	}
	name := tokens[0]
	old, exists := members[name]
	switch {
	case len(tokens) > 1:
		if !exists && o.Op != "remove" {
			old = json.RawMessage("{}")
		}
		changed, err := o.apply(old, tokens[1:])
		if err != nil {
			return nil, err
		}
		members[name] = changed
	case o.Op == "add", o.Op == "replace":
		members[name] = o.value()
	case o.Op == "remove" && exists:
		delete(members, name)
	default:
		return nil, errors.New("unsupported operation or missing member")
	}
	return json.Marshal(members)
}

func (o patchOperation) applyToList(doc json.RawMessage, tokens []string) (json.RawMessage, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(doc, &items); err != nil {
		return nil, err
	}
	if tokens[0] == "-" && len(tokens) == 1 && o.Op == "add" {
		return json.Marshal(append(items, o.value()))
	}
	i, err := strconv.Atoi(tokens[0])
	if err != nil || i < 0 || i > len(items) || i == len(items) && (o.Op != "add" || len(tokens) > 1) {
		return nil, fmt.Errorf("no item %s", tokens[0])
	}
	switch {
	case len(tokens) > 1:
		if items[i], err = o.apply(items[i], tokens[1:]); err != nil {
			return nil, err
		}
	case o.Op == "add":
		items = slices.Insert(items, i, o.value())
	case o.Op == "replace":
		items[i] = o.value()
	case o.Op == "remove":
		items = slices.Delete(items, i, i+1)
	default:
		return nil, errors.New("unsupported operation")
	}
	return json.Marshal(items)
}

// value returns the operation's value, null when it has none.
func (o patchOperation) value() json.RawMessage {
	if o.Value == nil {
		return json.RawMessage("null")
	}
	return o.Value
}
