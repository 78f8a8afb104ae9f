data "weir_environments" "shop" {
  project = "shop"
}
