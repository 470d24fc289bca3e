# What `make demo` applies: three typical clients of one authorization server.
# The server's address comes from the environment variable OAUTH_HYDRA_ADMIN_URL.

terraform {
  required_providers {
    oauth = {
      source = "oauth-clients/oauth"
    }
  }
}

provider "oauth" {}

# The demo changes these two.
variable "access_token_lifespan" {
  type    = string
  default = "90m"
}

variable "secrets_of" {
  type    = string
  default = "2026-Q1"
}

# A web application with a server side: authorization code, refresh tokens, logout.
resource "oauth_client" "shop" {
  client_name    = "Shop"
  redirect_uris  = ["https://shop.example.com/callback"]
  grant_types    = ["authorization_code", "refresh_token"]
  response_types = ["code"]
  scopes         = ["openid", "offline", "orders.read"]

  post_logout_redirect_uris = ["https://shop.example.com/goodbye"]
  backchannel_logout_uri    = "https://shop.example.com/logout"

  hydra {
    metadata                                       = jsonencode({ team = "shop", cost_center = 4711 })
    authorization_code_grant_access_token_lifespan = var.access_token_lifespan
  }
}

# A native app: public, so it has no secret.
resource "oauth_client" "app" {
  client_name                = "Shop app"
  redirect_uris              = ["com.example.shop:/callback"]
  grant_types                = ["authorization_code", "refresh_token"]
  response_types             = ["code"]
  scopes                     = ["openid", "offline"]
  token_endpoint_auth_method = "none"
}

# Machines: one client for each service.
resource "oauth_client" "service" {
  for_each = toset(["billing", "shipping"])

  client_id   = "service-${each.key}"
  client_name = "Service ${each.key}"
  grant_types = ["client_credentials"]
  scopes      = ["orders.read"]

  client_secret_rotation_triggers = { secrets_of = var.secrets_of }
}

output "shop_client_id" {
  value = oauth_client.shop.client_id
}

output "shop_client_secret" {
  value     = oauth_client.shop.client_secret
  sensitive = true
}

output "billing_secret" {
  value     = oauth_client.service["billing"].client_secret
  sensitive = true
}
