module "plane" {
  source = "../plane"

  ssh     = var.ssh
  plane   = "billing-meter"
  unit    = "weir-billing-meter"
  release = var.release
  settings = merge({
    region                     = var.region
    "kafka.bootstrap"          = var.kafka.bootstrap
    "kafka.replication-factor" = tostring(var.kafka.replication_factor)
    "admin.port"               = tostring(var.admin_port)
    "billing.host"             = var.host
    "billing.port"             = var.port
    "billing.database.url"     = var.database.url
    "billing.database.user"    = var.database.user
  }, var.settings)
  secrets = merge({
    "billing.token"             = var.secrets.token
    "billing.usage-secret"      = var.secrets.usage_secret
    "billing.database.password" = var.secrets.database_password
  }, var.more_secrets)
  secrets_version = var.secrets_version
  ready_url       = "http://127.0.0.1:${var.admin_port}/health/ready"
  supervisor      = var.supervisor
  prefix          = var.prefix
}
