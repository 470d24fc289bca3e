# Run it with: terraform apply -invoke=action.oauth_client_rotate_secret.billing
# where the environment variable BILLING_SECRET has the new secret.
action "oauth_client_rotate_secret" "billing" {
  config {
    id              = "billing"
    secret_variable = "BILLING_SECRET"
  }
}
