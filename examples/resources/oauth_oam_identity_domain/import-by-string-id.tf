import {
  to = oauth_oam_identity_domain.shops
  id = "Shops"
}
