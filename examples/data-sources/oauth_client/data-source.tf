# Everything that the server has, what it filled in by itself included.
data "oauth_client" "shop" {
  client_id = "shop"
}

output "shop_scopes" {
  value = data.oauth_client.shop.scopes
}
