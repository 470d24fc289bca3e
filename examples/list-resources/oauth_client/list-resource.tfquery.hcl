# Run it with: terraform query -generate-config-out=clients.tf
list "oauth_client" "all" {
  provider = oauth
  limit    = 1000 # Terraform stops after 100 by itself
}

# Those of which the server says that they are the ones. Without config, all.
list "oauth_client" "sales" {
  provider = oauth

  config {
    hydra {
      owner = "sales"
    }
  }
}
