# A client for machines, and a token for it, in one apply. Another provider can use the token; no plan and no state has it.
resource "oauth_client" "deployer" {
  client_id   = "deployer"
  grant_types = ["client_credentials"]
  scopes      = ["deploy"]
}

ephemeral "oauth_access_token" "deployer" {
  token_url     = "http://127.0.0.1:4444/oauth2/token"
  client_id     = oauth_client.deployer.client_id
  client_secret = oauth_client.deployer.client_secret
  scopes        = ["deploy"]
}

# provider "example" {
#   token = ephemeral.oauth_access_token.deployer.access_token
# }
