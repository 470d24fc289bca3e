# Clients of Nevis nevisMeta. The credentials come from OAUTH_NEVISMETA_USERNAME and OAUTH_NEVISMETA_PASSWORD, and the
# simulator is one to try this on:
#
#   terraform-provider-oauth simulate --backend nevismeta --listen 127.0.0.1:8996
#
# It takes the user "admin" with the password "ninja".

terraform {
  required_providers {
    oauth = {
      source = "oauth-clients/oauth"
    }
  }
}

provider "oauth" {
  nevismeta {
    url      = "http://127.0.0.1:8996"
    setup_id = "0f4c2a7be1d84f0a9b3c5d6e7f801122"
  }
}

# A web application with texts for the consent screen in two languages.
resource "oauth_client" "billing" {
  client_name    = "billing-web"
  redirect_uris  = ["https://billing.example.org/callback"]
  grant_types    = ["authorization_code", "refresh_token"]
  response_types = ["code"]
  scopes         = ["openid", "billing.read"]

  id_token_signed_response_alg = "ES256"

  nevismeta {
    confidentiality_type = "confidential"
    pkce_mode            = "s256-required"
    access_token_ttl     = 900
    metadata = [
      { name = "client_name", value = "Rechnungen", locale = "de" },
      { name = "client_name", value = "Invoices", locale = "en" },
    ]
  }
}

# A native app: public, so it has no secret. It goes live on a date; until then the client exists and cannot be used.
resource "oauth_client" "app" {
  client_name                = "billing-app"
  redirect_uris              = ["org.example.billing:/callback"]
  grant_types                = ["authorization_code"]
  response_types             = ["code"]
  scopes                     = ["openid", "billing.read"]
  token_endpoint_auth_method = "none"

  nevismeta {
    confidentiality_type = "public"
    pkce_mode            = "s256-required"
    valid_from           = "2099-01-01T06:00:00Z"
  }
}
