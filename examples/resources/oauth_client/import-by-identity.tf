import {
  to = oauth_client.shop
  identity = {
    id = "shop"
  }
}

resource "oauth_client" "shop" {
  client_id = "shop"
}
