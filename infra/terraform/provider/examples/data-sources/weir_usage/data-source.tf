data "weir_usage" "january" {
  from        = "2027-01-01"
  to          = "2027-02-01"
  granularity = "day"
  group_by    = "project"
}
