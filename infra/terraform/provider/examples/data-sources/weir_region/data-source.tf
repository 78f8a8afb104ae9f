data "weir_region" "eu" {
  id = "eu-1"
}
