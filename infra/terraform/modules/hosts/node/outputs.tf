output "endpoint" {
  description = "Where applications reach the node. It serves once this is known."
  value       = "http://${var.ssh.host}:${var.port}"
  depends_on  = [module.plane]
}
