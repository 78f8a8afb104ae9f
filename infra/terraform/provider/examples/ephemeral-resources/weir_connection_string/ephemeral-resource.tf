variable "web_secret" {
  type      = string
  sensitive = true
  ephemeral = true
}

ephemeral "weir_connection_string" "web" {
  form     = "prisma"
  endpoint = "https://db.weir.example.com"
  prefix   = "weir_eqyxf7zwy4s1_kxq5acg2qb2i_"
  secret   = var.web_secret
}
