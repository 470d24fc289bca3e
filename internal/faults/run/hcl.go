package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// block writes a block with texts in it. No texts make no block.
func block(name string, texts map[string]string) string {
	if len(texts) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "  %s {\n", name)
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		fmt.Fprintf(&b, "    %s = %q\n", key, texts[key])
	}
	b.WriteString("  }\n")
	return b.String()
}

// resourceOf writes the resource of all clients with one keeping, which takes them from a local value.
func resourceOf(k keeping, srv *server) string {
	var b strings.Builder
	value := "each.value"
	fmt.Fprintf(&b, "resource \"oauth_client\" %q {\n", string(k))
	if k == counted {
		value = "local.counted[count.index]"
		b.WriteString("  count = length(local.counted)\n")
	} else {
		fmt.Fprintf(&b, "  for_each = local.%s\n", k)
	}
	fmt.Fprintf(&b, "  client_name = %s.name\n  redirect_uris = %[1]s.redirects\n  scopes = %[1]s.scopes\n", value)
	grants := `["client_credentials", "authorization_code"]`
	switch k {
	case given:
		fmt.Fprintf(&b, "  client_secret = %s.secret\n", value)
	case writeOnly:
		fmt.Fprintf(&b, "  client_secret_wo = %s.secret\n  client_secret_wo_version = %[1]s.version\n", value)
	case public:
		grants = `["authorization_code"]`
		if srv.publicBlock == nil {
			b.WriteString("  token_endpoint_auth_method = \"none\"\n")
		}
		b.WriteString(block(srv.name, srv.publicBlock))
	default:
		if srv.rotates {
			fmt.Fprintf(&b, "  client_secret_rotation_triggers = %s.rotation\n", value)
		}
	}
	fmt.Fprintf(&b, "  grant_types = %s\n", grants)
	if srv.responseTypes {
		b.WriteString("  response_types = [\"code\"]\n")
	}
	b.WriteString("}\n")
	return b.String()
}

const required = "terraform {\n  required_providers {\n    oauth = { source = \"oauth-clients/oauth\" }\n  }\n}\n"

// configuration writes a whole configuration: the provider's settings, the clients and their resources.
func configuration(srv *server, address string, clients map[string]client) string {
	return required + providerOf(srv, address, "") + resources(srv, clients)
}

// providerOf writes the provider's settings, under an alias unless that is empty.
func providerOf(srv *server, address, alias string) string {
	if alias != "" {
		alias = fmt.Sprintf("  alias = %q\n", alias)
	}
	return fmt.Sprintf("provider \"oauth\" {\n%s%s%s}\n", alias, block(srv.name, srv.settings(address)),
		block("http", map[string]string{"request_timeout": requestTimeout.String()}))
}

// resources writes the clients and their resources.
func resources(srv *server, clients map[string]client) string {
	var b strings.Builder
	for _, k := range srv.keepings {
		begin, end := "{", "}"
		if k == counted {
			begin, end = "[", "]"
		}
		fmt.Fprintf(&b, "locals {\n  %s = %s\n", k, begin)
		for _, c := range inOrder(clients, k) {
			b.WriteString("    ")
			if k != counted {
				fmt.Fprintf(&b, "%s = ", c.key)
			}
			b.WriteString(c.object())
			if k == counted {
				b.WriteString(",")
			}
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "  %s\n}\n%s", end, resourceOf(k, srv))
	}
	return b.String()
}

// inOrder returns the clients with one keeping in the order of their keys, counted ones in that of their numbers.
func inOrder(clients map[string]client, k keeping) []client {
	var some []client
	for _, c := range clients {
		if c.keeping == k {
			some = append(some, c)
		}
	}
	slices.SortFunc(some, func(a, b client) int {
		if len(a.key) != len(b.key) {
			return len(a.key) - len(b.key)
		}
		return strings.Compare(a.key, b.key)
	})
	return some
}

// object writes a client as a value.
func (c client) object() string {
	rotation := "null"
	if c.rotation > 0 {
		rotation = fmt.Sprintf("{ n = \"%d\" }", c.rotation)
	}
	return fmt.Sprintf("{ name = %q, redirects = [%s], scopes = [%s], rotation = %s, secret = %q, version = \"%d\" }",
		c.name, quoted(c.redirects), quoted(c.scopes), rotation, c.secret, c.version)
}

func quoted(texts []string) string {
	var quoted []string
	for _, text := range texts {
		quoted = append(quoted, fmt.Sprintf("%q", text))
	}
	return strings.Join(quoted, ", ")
}
