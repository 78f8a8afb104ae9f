variable "database_url" {
  type      = string
  sensitive = true
  ephemeral = true
}

resource "weir_environment" "production" {
  project                 = "shop"
  name                    = "production"
  database_url_wo         = var.database_url
  database_url_wo_version = 1

  settings = {
    connection_limit = 40
    query_timeout    = "20s"
  }
}
