data "weir_databases" "all" {}
