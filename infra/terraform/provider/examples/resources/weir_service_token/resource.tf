variable "ci_token" {
  type      = string
  sensitive = true
  ephemeral = true
}

resource "weir_service_token" "ci" {
  name             = "ci"
  roles            = ["developer"]
  projects         = ["shop"]
  token_wo         = var.ci_token
  token_wo_version = 1
}
