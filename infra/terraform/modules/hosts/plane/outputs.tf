output "life" {
  description = "Changes with each start of the process, which serves once this is known."
  value       = terraform_data.plane.id
}
