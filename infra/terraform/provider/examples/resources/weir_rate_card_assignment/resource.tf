resource "weir_rate_card_assignment" "all" {
  rate_card      = "standard"
  effective_from = "2027-01-01T00:00:00Z"
}
