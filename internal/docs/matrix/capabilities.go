package main

import (
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// capabilities returns the table of what can be done with the clients of a backend beside changing their attributes.
func capabilities() string {
	var b strings.Builder
	b.WriteString("\n## What each backend can do\n\n|  |")
	for _, backend := range setup.Backends() {
		b.WriteString(" " + backend.Name() + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(setup.Backends())) + "\n")
	for _, row := range []struct {
		title string
		cell  func(p oauthclient.Profile, sends bool) string
	}{
		{"lists: `terraform query`, `oauth_clients`, `export`", func(p oauthclient.Profile, _ bool) string {
			if p.Can.List && !p.Can.WholeClients {
				return "yes, with a request for each client"
			}
			return yesOrNo(p.Can.List)
		}},
		{"filters of lists", func(p oauthclient.Profile, _ bool) string {
			names := make([]string, len(p.Filters))
			for i, f := range p.Filters {
				names[i] = "`" + f.String() + "`"
			}
			return strings.Join(names, ", ")
		}},
		{"`on_existing = \"adopt\"`", func(p oauthclient.Profile, _ bool) string { return yesOrNo(p.Can.Find) }},
		{"a secret of your choice: `client_secret`, `client_secret_wo`, the action `oauth_client_rotate_secret`", func(_ oauthclient.Profile, sends bool) string {
			return yesOrNo(sends)
		}},
		{"`client_secret_rotation_triggers`", func(p oauthclient.Profile, sends bool) string { return yesOrNo(sends || p.Can.RotateSecret) }},
		{"`client_secret_retirement_triggers`", func(p oauthclient.Profile, _ bool) string { return yesOrNo(p.Can.OverlapSecrets) }},
	} {
		b.WriteString("| " + row.title + " |")
		for _, backend := range setup.Backends() {
			b.WriteString(" " + row.cell(backend.Profile(), backend.Judge().Supports(oauthclient.ClientSecret)) + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString("\nWhat is \"no\" here is an error that says so. What depends on the server at hand, such as its version, is in the guide on the backend.\n")
	return b.String()
}

func yesOrNo(can bool) string {
	if can {
		return "yes"
	}
	return "no"
}
