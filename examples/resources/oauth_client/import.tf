import {
  to = oauth_client.shop
  id = "shop"
}

resource "oauth_client" "shop" {
  client_id = "shop"
}
