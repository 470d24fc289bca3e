# Hydra: by client_id. The secret cannot be read back; set or rotate it when you need it in the state.
terraform import oauth_client.shop 0f5f6ad1-9bb4-4a6c-9d38-2d3c5ea3b5b1

# Oracle Access Manager: by the name, or the client_id, in an identity domain.
terraform import oauth_client.shop "Shops/Web shop"
terraform import oauth_client.shop Shops/id=0123456789abcdef0123456789abcdef

# nevisMeta: by the setup and nevisMeta's internal id, or by the setup and the client_id.
terraform import oauth_client.shop 0f4c2a7be1d84f0a9b3c5d6e7f801122/9c1e6a0d5b2f47c3a8d4e5f60718293a
terraform import oauth_client.shop 0f4c2a7be1d84f0a9b3c5d6e7f801122/client_id=shop

# Registration: by the registration_client_uri, or by the client_id where the server has the usual addresses. The
# registration access token comes from the environment, never from a command line; see the guide "Registration servers".
terraform import oauth_client.shop https://login.example.com/register/s6BhdRkqt3
terraform import oauth_client.shop s6BhdRkqt3
