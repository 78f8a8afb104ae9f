module "plane" {
  source = "../plane"

  ssh     = var.ssh
  plane   = "node"
  unit    = "weir-node@${var.id}"
  release = var.release
  settings = merge({
    region                     = var.region
    "kafka.bootstrap"          = var.kafka.bootstrap
    "kafka.replication-factor" = tostring(var.kafka.replication_factor)
    "admin.port"               = tostring(var.admin_port)
    "node.id"                  = var.id
    cluster                    = var.cluster
    "http.port"                = var.port
    "peer.port"                = var.peer_port
    "usage.directory"          = "${var.prefix}/var/lib/weir/usage"
  }, var.settings)
  secrets = merge({
    master-keys        = var.secrets.master_keys
    key-hashing-secret = var.secrets.key_hashing_secret
  }, var.more_secrets)
  secrets_version = var.secrets_version
  ready_url       = "http://127.0.0.1:${var.admin_port}/health/ready"
  supervisor      = var.supervisor
  prefix          = var.prefix
}
