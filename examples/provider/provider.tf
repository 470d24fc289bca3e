terraform {
  required_providers {
    oauth = {
      source = "oauth-clients/oauth"
    }
  }
}

# Exactly one backend block. The bearer token comes from OAUTH_HYDRA_BEARER_TOKEN.
provider "oauth" {
  hydra { admin_url = "http://127.0.0.1:4445" }

  http {
    request_timeout = "20s"
    max_retries     = 6
  }
}
