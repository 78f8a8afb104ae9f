# Weir on this machine and a tenant in it, in one apply.
terraform {
  required_version = ">= 1.11"
  required_providers {
    weir = {
      source  = "weir/weir"
      version = "0.2.0"
    }
  }
}

variable "launcher" {
  description = "Path of ./weir."
  type        = string
}

variable "folder" {
  description = "A folder for the fleet, as an absolute path."
  type        = string
}

variable "kafka" {
  description = "Kafka's brokers."
  type        = string
}

variable "database" {
  description = "A PostgreSQL database for the control plane and the billing meter, with an empty schema and the role that owns it."
  type        = object({ host = string, port = number, name = string, schema = string, user = string })
}

variable "database_password" {
  description = "The role's password."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "port" {
  description = "The control plane's port. It is fixed, so that the provider's address is known when planning."
  type        = number
  default     = 7200
}

variable "node_ports" {
  description = "The ports of the nodes a1 and b1; each takes the two after it, too."
  type        = list(number)
  default     = [4500, 4510]
}

variable "token" {
  description = "Token of the management API, 16 characters or more."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "secret" {
  description = "32 random letters and digits or more: the secret of the key, and what hashes keys."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "master_keys" {
  description = "Keys that seal database URLs: id:base64 of 32 bytes."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "idle_check" {
  description = "When idle connections are tried before use. A change restarts the nodes one by one."
  type        = string
  default     = "30s"
}

locals {
  jdbc = "jdbc:postgresql://${var.database.host}:${var.database.port}/${var.database.name}?currentSchema=${var.database.schema}"
}

module "fleet" {
  source           = "../../modules/local/fleet"
  launcher         = var.launcher
  folder           = var.folder
  region           = "fleet"
  kafka            = { bootstrap = var.kafka }
  control_database = { url = local.jdbc, user = var.database.user }
  billing_database = { url = local.jdbc, user = var.database.user }
  port             = var.port
  nodes = {
    a1 = { cluster = "a", port = var.node_ports[0] }
    b1 = { cluster = "b", port = var.node_ports[1] }
  }
  node_settings = { "pool.validate-after" = var.idle_check }
  secrets = {
    master_keys        = var.master_keys
    key_hashing_secret = var.secret
    token              = var.token
    control_password   = var.database_password
    billing_password   = var.database_password
  }
}

provider "weir" {
  url   = "http://127.0.0.1:${var.port}"
  token = var.token
}

module "shop" {
  source              = "../../modules/tenant"
  project             = "shop"
  deletion_protection = false
  environments        = { production = { keys = { web = {} } } }
  database_urls       = { production = "postgresql://${var.database.user}:${var.database_password}@${var.database.host}:${var.database.port}/${var.database.name}" }
  key_secrets         = { "production/web" = var.secret }
  depends_on          = [module.fleet]
}

# A process that ended is seen here.
data "weir_nodes" "all" {
  depends_on = [module.fleet]
}

check "nodes" {
  assert {
    condition     = length([for n in data.weir_nodes.all.nodes : n if n.health == "live"]) == 2
    error_message = "Not all nodes are live."
  }
}

output "endpoints" {
  value = module.fleet.endpoints
}

output "web_prefix" {
  value = module.shop.key_prefixes["production/web"]
}
