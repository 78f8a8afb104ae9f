output "project" {
  description = "The project: id and name."
  value       = { id = weir_project.this.id, name = weir_project.this.name }
}

output "environments" {
  description = "The environments by name: id, path, region and the database they use, without its password."
  value = {
    for name, e in weir_environment.this : name => { id = e.id, path = e.path, region = e.region, database = e.database }
  }
}

output "key_prefixes" {
  description = "The prefix of each key by environment/key. The key's text is provider::weir::api_key(prefix, secret)."
  value       = { for name, key in weir_api_key.this : name => key.prefix }
}
