data "weir_environment" "production" {
  project = "shop"
  name    = "production"
}
