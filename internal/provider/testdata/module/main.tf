variable "name" {
  type = string
}

variable "secret" {
  type    = string
  default = null
}

variable "openid" {
  type    = object({ subject_type = optional(string), request_uris = optional(list(string)) })
  default = {}
}

variable "hydra" {
  type    = object({ owner = optional(string), metadata = optional(string) })
  default = null
}

variable "timeout" {
  type    = string
  default = null
}

resource "oauth_client" "this" {
  client_id                       = null
  client_name                     = var.name
  client_secret                   = var.secret
  redirect_uris                   = null
  subject_type                    = var.openid.subject_type
  request_uris                    = var.openid.request_uris
  client_secret_rotation_triggers = null
  client_secret_wo                = null
  client_secret_wo_version        = null

  # A block is left out where there is nothing to say.
  dynamic "hydra" {
    for_each = var.hydra[*]
    content {
      owner    = hydra.value.owner
      metadata = hydra.value.metadata
    }
  }

  timeouts {
    create = var.timeout
  }
}
