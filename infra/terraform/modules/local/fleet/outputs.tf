output "url" {
  description = "The control plane's address."
  value       = "http://127.0.0.1:${var.port}"
}

output "billing_url" {
  description = "The billing meter's address, or null."
  value       = var.billing_database == null ? null : "http://127.0.0.1:${var.port + 2}"
}

output "endpoints" {
  description = "Where nodes serve, by their ids. All nodes are ready once this is known."
  value       = { for id, node in var.nodes : id => "http://127.0.0.1:${node.port}" }
  depends_on  = [terraform_data.node]
}
