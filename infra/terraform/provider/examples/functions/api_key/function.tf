variable "web_secret" {
  type      = string
  sensitive = true
  ephemeral = true
}

locals {
  key = provider::weir::api_key("weir_eqyxf7zwy4s1_kxq5acg2qb2i_", var.web_secret)
}
