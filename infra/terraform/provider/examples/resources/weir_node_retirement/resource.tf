# The machine of node a1 is lost for good.
resource "weir_node_retirement" "a1" {
  node        = "a1"
  incarnation = "d1n53aok"
}
