# Run it with: terraform query -generate-config-out=clients.tf
list "oauth_client" "all" {
  provider = oauth
}
