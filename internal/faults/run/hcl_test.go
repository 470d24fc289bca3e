package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestConfiguration(t *testing.T) {
	t.Parallel()
	s := testServer()
	s.settings = func(address string) map[string]string { return map[string]string{"admin_url": address} }
	s.keepings = []keeping{generated, public, counted}
	s.publicBlock = map[string]string{"client_type": "PUBLIC"}
	clients := map[string]client{}
	for _, c := range []client{
		{keeping: generated, key: "c1", name: "n1", redirects: []string{"https://a", "https://b"}, scopes: []string{"openid"}, rotation: 2},
		{keeping: counted, key: "1", name: "n3"},
		{keeping: counted, key: "0", name: "n2"},
	} {
		clients[c.address()] = c
	}
	const want = `terraform {
  required_providers {
    oauth = { source = "oauth-clients/oauth" }
  }
}
provider "oauth" {
  hydra {
    admin_url = "http://h"
  }
  http {
    request_timeout = "2s"
  }
}
locals {
  generated = {
    c1 = { name = "n1", redirects = ["https://a", "https://b"], scopes = ["openid"], rotation = { n = "2" }, secret = "", version = "0" }
  }
}
resource "oauth_client" "generated" {
  for_each = local.generated
  client_name = each.value.name
  redirect_uris = each.value.redirects
  scopes = each.value.scopes
  client_secret_rotation_triggers = each.value.rotation
  grant_types = ["client_credentials", "authorization_code"]
  response_types = ["code"]
}
locals {
  public = {
  }
}
resource "oauth_client" "public" {
  for_each = local.public
  client_name = each.value.name
  redirect_uris = each.value.redirects
  scopes = each.value.scopes
  hydra {
    client_type = "PUBLIC"
  }
  grant_types = ["authorization_code"]
  response_types = ["code"]
}
locals {
  counted = [
    { name = "n2", redirects = [], scopes = [], rotation = null, secret = "", version = "0" },
    { name = "n3", redirects = [], scopes = [], rotation = null, secret = "", version = "0" },
  ]
}
resource "oauth_client" "counted" {
  count = length(local.counted)
  client_name = local.counted[count.index].name
  redirect_uris = local.counted[count.index].redirects
  scopes = local.counted[count.index].scopes
  client_secret_rotation_triggers = local.counted[count.index].rotation
  grant_types = ["client_credentials", "authorization_code"]
  response_types = ["code"]
}
`
	if diff := cmp.Diff(want, configuration(s, "http://h", clients)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
