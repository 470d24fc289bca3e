# The public keys of two services, one of them with its certificate, as a JWK Set.
resource "oauth_client" "reports" {
  client_id                  = "reports"
  grant_types                = ["client_credentials"]
  token_endpoint_auth_method = "private_key_jwt"

  jwks = provider::oauth::jwks(
    file("${path.module}/reports.pub.pem"),
    file("${path.module}/reports-next.crt.pem"),
  )
}
