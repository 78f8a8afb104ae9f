data "weir_database" "shop" {
  host = "db.internal"
  port = 5432
}
