# Whether the document is served as authorization servers want it. Errors and warnings say what is wrong with it.
data "oauth_client_id_metadata_document" "app" {
  url = "https://app.example.com/oauth-client.json"
}

output "app_redirect_uris" {
  value = data.oauth_client_id_metadata_document.app.redirect_uris
}
