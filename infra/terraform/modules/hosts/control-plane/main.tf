module "plane" {
  source = "../plane"

  ssh     = var.ssh
  plane   = "control-plane"
  unit    = "weir-control-plane"
  release = var.release
  settings = merge({
    region                     = var.region
    "kafka.bootstrap"          = var.kafka.bootstrap
    "kafka.replication-factor" = tostring(var.kafka.replication_factor)
    "admin.port"               = tostring(var.admin_port)
    "control.host"             = var.host
    "control.port"             = var.port
    "control.database.url"     = var.database.url
    "control.database.user"    = var.database.user
  }, var.billing_url == null ? {} : { "control.billing-url" = var.billing_url }, var.settings)
  secrets = merge({
    master-keys                 = var.secrets.master_keys
    key-hashing-secret          = var.secrets.key_hashing_secret
    "control.tokens"            = var.secrets.tokens
    "control.database.password" = var.secrets.database_password
  }, var.more_secrets)
  secrets_version = var.secrets_version
  ready_url       = "http://127.0.0.1:${var.admin_port}/health/ready"
  supervisor      = var.supervisor
  prefix          = var.prefix
}
