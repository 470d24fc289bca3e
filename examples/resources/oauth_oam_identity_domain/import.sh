# By name.
terraform import oauth_oam_identity_domain.shops Shops
