resource "weir_project" "shop" {
  name   = "shop"
  labels = { team = "commerce" }
}
