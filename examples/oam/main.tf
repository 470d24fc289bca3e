# A whole set-up of Oracle Access Manager: an identity domain, a resource server with its scopes, and clients. The
# references between them make the right order of creation and of destruction.
#
# The address and the administrator come from the environment: OAUTH_OAM_URL, OAUTH_OAM_USERNAME, OAUTH_OAM_PASSWORD.

terraform {
  required_providers {
    oauth = {
      source = "oauth-clients/oauth"
    }
  }
}

provider "oauth" {
  oam {}
}

resource "oauth_oam_identity_domain" "shops" {
  name        = "Shops"
  description = "Everything that sells"
}

resource "oauth_oam_resource_server" "orders" {
  identity_domain = oauth_oam_identity_domain.shops.name
  name            = "Orders"

  scopes = [
    { name = "read", description = "See orders" },
    { name = "write", description = "Place and change orders" },
  ]

  token_attributes = [
    { name = "sessionId", value = "$session.id", type = "DYNAMIC" },
  ]
}

# A web application with a server side.
resource "oauth_client" "web" {
  client_name   = "Web shop"
  redirect_uris = ["https://shop.example.com/callback"]
  grant_types   = ["authorization_code", "refresh_token"]
  scopes        = ["${oauth_oam_resource_server.orders.name}.read", "${oauth_oam_resource_server.orders.name}.write"]

  oam {
    identity_domain = oauth_oam_identity_domain.shops.name
    description     = "The shop on the web"
    default_scope   = "${oauth_oam_resource_server.orders.name}.read"
    attributes = [
      { name = "channel", value = "web", type = "STATIC" },
      { name = "customer", value = "$user.attr.cn", type = "DYNAMIC" },
    ]
  }
}

# An app on a phone: a public client, which has no secret and uses PKCE.
resource "oauth_client" "app" {
  client_name   = "Shop app"
  redirect_uris = ["com.example.shop:/callback"]
  grant_types   = ["authorization_code"]
  scopes        = ["${oauth_oam_resource_server.orders.name}.read"]

  oam {
    identity_domain = oauth_oam_identity_domain.shops.name
    client_type     = "PUBLIC_CLIENT"
    use_pkce        = "STRICT"
  }
}

# A service whose secret is made anew, in place, whenever the trigger changes.
resource "oauth_client" "billing" {
  client_name = "Billing"
  grant_types = ["client_credentials"]
  scopes      = ["${oauth_oam_resource_server.orders.name}.read"]

  client_secret_rotation_triggers = {
    quarter = "2025-Q3"
  }

  oam {
    identity_domain                   = oauth_oam_identity_domain.shops.name
    old_secret_retention_time_in_days = 7
  }
}

output "billing" {
  value = {
    client_id     = oauth_client.billing.client_id
    client_secret = oauth_client.billing.client_secret
  }
  sensitive = true
}
