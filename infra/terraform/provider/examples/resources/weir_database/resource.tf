data "weir_environment" "production" {
  project = "shop"
  name    = "production"
}

resource "weir_database" "shop" {
  host  = data.weir_environment.production.database.host
  port  = data.weir_environment.production.database.port
  limit = 60
}
