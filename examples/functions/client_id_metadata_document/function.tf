# How a desktop application introduces itself to authorization servers that have never heard of it, such as those of MCP
# servers. Serve the text as application/json at the URL that is the client_id.
output "oauth_client_json" {
  value = provider::oauth::client_id_metadata_document({
    client_id                  = "https://app.example.com/oauth-client.json"
    client_name                = "Example Desktop"
    "client_name#de"           = "Beispiel für den Schreibtisch"
    client_uri                 = "https://app.example.com"
    redirect_uris              = ["http://127.0.0.1/callback", "https://app.example.com/callback"]
    grant_types                = ["authorization_code", "refresh_token"]
    scopes                     = ["openid", "offline_access"]
    token_endpoint_auth_method = "none"
  })
}
