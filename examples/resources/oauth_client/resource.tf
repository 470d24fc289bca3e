# A web application with a server side.
resource "oauth_client" "shop" {
  client_name    = "Shop"
  redirect_uris  = ["https://shop.example.com/callback"]
  grant_types    = ["authorization_code", "refresh_token"]
  response_types = ["code"]
  scopes         = ["openid", "offline", "orders.read"]
  contacts       = ["shop@example.com"]
  policy_uri     = "https://shop.example.com/privacy"

  subject_type = "public"

  post_logout_redirect_uris           = ["https://shop.example.com/goodbye"]
  backchannel_logout_uri              = "https://shop.example.com/logout"
  backchannel_logout_session_required = true

  hydra {
    audience                                        = ["https://api.example.com"]
    allowed_cors_origins                            = ["https://shop.example.com"]
    metadata                                        = jsonencode({ team = "shop" })
    authorization_code_grant_access_token_lifespan  = "30m"
    authorization_code_grant_refresh_token_lifespan = "720h"
  }
}

# A service that keeps its secret elsewhere: it is never in the plan or the state.
variable "billing_secret" {
  type      = string
  sensitive = true
  ephemeral = true
  default   = "only-for-this-example"
}

resource "oauth_client" "billing" {
  client_id                = "billing"
  grant_types              = ["client_credentials"]
  scopes                   = ["orders.read"]
  client_secret_wo         = var.billing_secret
  client_secret_wo_version = "2025-06"
}

# A service that signs its requests and has no secret to lose.
resource "oauth_client" "reports" {
  client_id                  = "reports"
  grant_types                = ["client_credentials"]
  scopes                     = ["orders.read"]
  token_endpoint_auth_method = "private_key_jwt"
  jwks_uri                   = "https://reports.example.com/.well-known/jwks.json"

  token_endpoint_auth_signing_alg = "ES256"
}

# A service whose secret is made anew whenever the trigger changes.
resource "oauth_client" "shipping" {
  client_id   = "shipping"
  grant_types = ["client_credentials"]
  scopes      = ["orders.read"]

  client_secret_rotation_triggers = {
    quarter = "2025-Q3"
  }
}
