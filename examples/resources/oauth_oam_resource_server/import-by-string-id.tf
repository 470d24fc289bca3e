import {
  to = oauth_oam_resource_server.orders
  id = "Retail/Orders"
}
