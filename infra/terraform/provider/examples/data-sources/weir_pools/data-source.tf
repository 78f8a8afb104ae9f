data "weir_pools" "production" {
  environment = "shop/production"
}
