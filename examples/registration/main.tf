# The client of RFC 7591 section 3.1, on any server with Dynamic Client Registration. The initial access token, where the
# server wants one, comes from OAUTH_REGISTRATION_INITIAL_ACCESS_TOKEN, and the simulator is one to try this on:
#
#   terraform-provider-oauth simulate --backend registration --listen 127.0.0.1:8997

terraform {
  required_providers {
    oauth = {
      source = "oauth-clients/oauth"
    }
  }
}

provider "oauth" {
  registration { issuer = "http://127.0.0.1:8997" }
}

resource "oauth_client" "example" {
  redirect_uris = [
    "https://client.example.org/callback",
    "https://client.example.org/callback2",
  ]
  client_name                = "My Example Client"
  token_endpoint_auth_method = "client_secret_basic"
  logo_uri                   = "https://client.example.org/logo.png"
  jwks_uri                   = "https://client.example.org/my_public_keys.jwks"

  registration {
    localized = {
      "client_name#ja-Jpan-JP" = "クライアント名"
    }
    extra_metadata = jsonencode({
      example_extension_parameter = "example_value"
    })
  }
}

# The server makes both. The registration access token with which the client is managed is in the state too.
output "client_id" {
  value = oauth_client.example.client_id
}

output "client_secret" {
  value     = oauth_client.example.client_secret
  sensitive = true
}
