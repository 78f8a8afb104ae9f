variable "web_secret" {
  type      = string
  sensitive = true
  ephemeral = true
}

resource "weir_api_key" "web" {
  environment       = "shop/production"
  name              = "web"
  secret_wo         = var.web_secret
  secret_wo_version = 1
}
