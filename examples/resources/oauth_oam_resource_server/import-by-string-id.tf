import {
  to = oauth_oam_resource_server.orders
  id = "Shops/Orders"
}
