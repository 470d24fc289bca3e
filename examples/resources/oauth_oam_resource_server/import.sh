# By <identity domain>/<name>.
terraform import oauth_oam_resource_server.orders Retail/Orders
