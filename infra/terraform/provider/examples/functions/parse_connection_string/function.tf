variable "connection_string" {
  type      = string
  sensitive = true
  ephemeral = true
}

locals {
  environment_id = provider::weir::parse_connection_string(var.connection_string).environment_id
}
