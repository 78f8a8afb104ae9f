resource "weir_rate_card" "standard" {
  name           = "standard"
  effective_from = "2027-01-01T00:00:00Z"
  components = [
    {
      meter      = "cpu"
      form       = "per-unit"
      unit_price = "0.000045"
      included   = "3600"
    },
    {
      meter = "queries"
      form  = "graduated"
      tiers = [
        { up_to = "1000000", unit_price = "0" },
        { unit_price = "0.0000004" },
      ]
    },
  ]
}
