data "weir_regions" "all" {}
