resource "weir_budget" "shop" {
  name       = "shop"
  project    = "shop"
  amount     = "250.00"
  thresholds = [50, 80, 100]
  hard_stop  = true
}
