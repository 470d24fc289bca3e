resource "oauth_oam_identity_domain" "shops" {
  name        = "Shops"
  description = "Everything that sells"
}
