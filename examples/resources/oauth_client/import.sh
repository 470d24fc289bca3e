# Hydra: by client_id. The secret cannot be read back; set or rotate it when you need it in the state.
terraform import oauth_client.shop 0f5f6ad1-9bb4-4a6c-9d38-2d3c5ea3b5b1
