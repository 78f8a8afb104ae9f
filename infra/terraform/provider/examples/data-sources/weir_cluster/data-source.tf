data "weir_cluster" "a" {
  region = "eu-1"
  id     = "a"
}
