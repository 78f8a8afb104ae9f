data "weir_nodes" "cluster_a" {
  cluster = "a"
}
