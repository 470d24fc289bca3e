# Every client of the server, for audits. The secrets are not in it.
data "oauth_clients" "all" {}

output "public_clients" {
  value = [for c in data.oauth_clients.all.clients : c.client_id if c.token_endpoint_auth_method == "none"]
}
