variable "key" {
  type      = string
  sensitive = true
  ephemeral = true
}

locals {
  url = provider::weir::connection_string("sql", "https://db.weir.example.com", var.key, "shop")
}
