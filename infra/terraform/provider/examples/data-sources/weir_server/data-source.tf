data "weir_server" "here" {}
