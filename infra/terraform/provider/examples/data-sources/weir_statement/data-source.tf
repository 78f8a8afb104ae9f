data "weir_statement" "january" {
  project = "shop"
  period  = "2027-01"
}
