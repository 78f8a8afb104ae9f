locals {
  keys = merge([
    for environment, e in var.environments : {
      for name, key in e.keys : "${environment}/${name}" => merge(key, { environment = environment, name = name })
    }
  ]...)
}

resource "weir_project" "this" {
  name                = var.project
  labels              = var.labels
  deletion_protection = var.deletion_protection
}

resource "weir_environment" "this" {
  for_each = var.environments

  project                 = weir_project.this.name
  name                    = each.key
  region                  = each.value.region
  state                   = each.value.state
  settings                = each.value.settings
  labels                  = merge(var.labels, each.value.labels)
  deletion_protection     = var.deletion_protection
  database_url_wo         = var.database_urls[each.key]
  database_url_wo_version = each.value.database_url_version
}

resource "weir_api_key" "this" {
  for_each = local.keys

  environment       = weir_environment.this[each.value.environment].path
  name              = each.value.name
  expires_at        = each.value.expires_at
  secret_wo         = var.key_secrets[each.key]
  secret_wo_version = each.value.secret_version
}

resource "weir_database" "this" {
  for_each = var.limits

  host    = weir_environment.this[each.value.environment].database.host
  port    = weir_environment.this[each.value.environment].database.port
  limit   = each.value.limit
  reserve = each.value.reserve
}

resource "weir_budget" "this" {
  for_each = var.budgets

  name        = each.key
  project     = each.value.environment == null ? values(weir_environment.this)[0].project : null
  environment = each.value.environment == null ? null : weir_environment.this[each.value.environment].path
  amount      = each.value.amount
  thresholds  = each.value.thresholds
  hard_stop   = each.value.hard_stop
}
