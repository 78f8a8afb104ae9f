# Weir on machines of your own, over SSH: one with the control plane and the billing meter, and one for each node.
# Tenants are in a root of their own (examples/tenant), whose provider needs no access to the machines.
terraform {
  required_version = ">= 1.11"
  required_providers {
    weir = {
      source  = "weir/weir"
      version = "0.2.0"
    }
  }
}

variable "release" {
  description = "Path of weir-<version>-linux-<arch>.tar.gz. Null: the Debian package is installed on all machines."
  type        = string
  default     = null
}

variable "ssh" {
  description = "How all machines are reached."
  type = object({
    user        = optional(string, "root")
    sudo        = optional(bool, false)
    port        = optional(number, 22)
    key_file    = optional(string)
    known_hosts = optional(string)
  })
  default = {}
}

variable "control_host" {
  description = "The machine of the control plane and the billing meter."
  type        = string
}

variable "nodes" {
  description = "Nodes by id: their machines and clusters. Ports matter where two of them share a machine."
  type = map(object({
    host    = string
    cluster = string
    port    = optional(number, 4466)
  }))
}

variable "region" {
  description = "Name of the region."
  type        = string
  default     = "eu-1"
}

variable "kafka" {
  description = "Kafka's brokers, and how many replicas topics get."
  type        = object({ bootstrap = string, replication_factor = optional(number, 3) })
}

variable "database" {
  description = "PostgreSQL of the control plane and the billing meter: jdbc:postgresql://host:port/database, and its role."
  type        = object({ url = string, user = string })
}

variable "database_password" {
  description = "The role's password."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "token" {
  description = "Token of the management API and the billing API, 16 characters or more."
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

variable "key_hashing_secret" {
  description = "32 random characters or more."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "control_port" {
  description = "The control plane's port. It takes the three after it, too."
  type        = number
  default     = 7200
}

variable "control_listen" {
  description = "Address on which the control plane and the billing meter listen. Put TLS in front of any other than loopback."
  type        = string
  default     = "127.0.0.1"
}

variable "node_settings" {
  description = "More settings of all nodes. A change restarts them one by one."
  type        = map(string)
  default     = {}
}

variable "prefix" {
  description = "For a trial on one machine without systemd: a folder that holds a folder for each machine. Null: systemd."
  type        = string
  default     = null
}

locals {
  supervisor = var.prefix == null ? "systemd" : "process"
}

module "control_plane" {
  source = "../../modules/hosts/control-plane"

  ssh         = merge(var.ssh, { host = var.control_host })
  release     = var.release
  region      = var.region
  kafka       = var.kafka
  database    = var.database
  host        = var.control_listen
  port        = var.control_port
  admin_port  = var.control_port + 1
  billing_url = "http://${var.control_host}:${var.control_port + 2}"
  supervisor  = local.supervisor
  prefix      = var.prefix == null ? "" : "${var.prefix}/control"
  secrets = {
    master_keys        = var.master_keys
    key_hashing_secret = var.key_hashing_secret
    tokens             = "terraform:admin:${var.token}"
    database_password  = var.database_password
  }
}

module "billing_meter" {
  source = "../../modules/hosts/billing-meter"

  ssh        = merge(var.ssh, { host = var.control_host })
  release    = var.release
  region     = var.region
  kafka      = var.kafka
  database   = var.database
  host       = var.control_listen
  port       = var.control_port + 2
  admin_port = var.control_port + 3
  supervisor = local.supervisor
  prefix     = var.prefix == null ? "" : "${var.prefix}/control"
  secrets    = { token = var.token, database_password = var.database_password }
  depends_on = [module.control_plane]
}

module "node" {
  source   = "../../modules/hosts/node"
  for_each = var.nodes

  id         = each.key
  ssh        = merge(var.ssh, { host = each.value.host })
  release    = var.release
  region     = var.region
  cluster    = each.value.cluster
  kafka      = var.kafka
  port       = each.value.port
  admin_port = each.value.port + 1
  peer_port  = each.value.port + 2
  settings   = var.node_settings
  supervisor = local.supervisor
  prefix     = var.prefix == null ? "" : "${var.prefix}/${each.key}"
  secrets    = { master_keys = var.master_keys, key_hashing_secret = var.key_hashing_secret }
  depends_on = [module.control_plane]
}

# The nodes that the control plane knows: a process that ended is seen here.
provider "weir" {
  url   = "http://${var.control_host}:${var.control_port}"
  token = var.token
}

data "weir_nodes" "all" {
  depends_on = [module.node]
}

check "nodes" {
  assert {
    condition     = length([for n in data.weir_nodes.all.nodes : n if n.health == "live"]) == length(var.nodes)
    error_message = "Not all nodes are live."
  }
}

output "url" {
  value = module.control_plane.url
}

output "endpoints" {
  value = { for id, node in module.node : id => node.endpoint }
}
