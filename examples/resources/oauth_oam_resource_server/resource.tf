resource "oauth_oam_identity_domain" "retail" {
  name = "Retail"
}

resource "oauth_oam_resource_server" "orders" {
  identity_domain = oauth_oam_identity_domain.retail.name
  name            = "Orders"

  scopes = [
    { name = "read", description = "See orders" },
    { name = "write", description = "Place and change orders" },
  ]
}

# A client names the scopes with the resource server in front.
resource "oauth_client" "shop" {
  client_name = "Shop"
  grant_types = ["client_credentials"]
  scopes      = ["${oauth_oam_resource_server.orders.name}.read"]

  oam { identity_domain = oauth_oam_identity_domain.retail.name }
}
