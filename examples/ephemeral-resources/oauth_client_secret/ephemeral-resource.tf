# A secret that is made for one apply and is in no plan and no state. Changing the version sets a new one.
ephemeral "oauth_client_secret" "billing" {}

resource "oauth_client" "billing" {
  client_id                = "billing"
  grant_types              = ["client_credentials"]
  client_secret_wo         = ephemeral.oauth_client_secret.billing.secret
  client_secret_wo_version = "1"
}
