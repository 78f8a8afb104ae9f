data "weir_projects" "all" {}
