output "url" {
  description = "Address of the billing API, as the machine's name and the port give it."
  value       = "http://${var.ssh.host}:${var.port}"
}

output "life" {
  description = "Changes with each start of the billing meter, which serves once this is known."
  value       = module.plane.life
}
