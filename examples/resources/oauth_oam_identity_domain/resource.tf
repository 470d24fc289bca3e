resource "oauth_oam_identity_domain" "shops" {
  name              = "Shops"
  description       = "Everything that sells"
  identity_provider = "UserIdentityStore1"

  token_settings = [
    { token_type = "ACCESS_TOKEN", token_expiry = 1800, refresh_token_enabled = true, refresh_token_expiry = 86400 },
    { token_type = "AUTHZ_CODE", token_expiry = 300 },
  ]
}
