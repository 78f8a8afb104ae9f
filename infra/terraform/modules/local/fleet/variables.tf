variable "launcher" {
  description = "Path of Weir's launcher, ./weir of a release or of a checkout that is built."
  type        = string
}

variable "folder" {
  description = "Absolute path of a folder for settings, secrets, logs and what nodes keep. It is made here and removed by a destroy."
  type        = string

  validation {
    condition     = can(regex("^/[^ ]*[^ /]$", var.folder))
    error_message = "The folder must be an absolute path without spaces and without a slash at its end."
  }
}

variable "region" {
  description = "Name of the region."
  type        = string
  default     = "local"
}

variable "kafka" {
  description = "Your Kafka: its brokers, host:port, parted by commas."
  type        = object({ bootstrap = string })
}

variable "control_database" {
  description = "The control plane's PostgreSQL: jdbc:postgresql://host:port/database, and the role that owns its tables."
  type        = object({ url = string, user = string })

  validation {
    condition     = startswith(var.control_database.url, "jdbc:postgresql://")
    error_message = "The control plane's database must be jdbc:postgresql://host:port/database."
  }
}

variable "billing_database" {
  description = "The billing meter's PostgreSQL, in the same form. Null: there is no billing meter."
  type        = object({ url = string, user = string })
  default     = null
}

variable "port" {
  description = "The control plane's port. Its health pages are on the next one, the billing meter on the two after it."
  type        = number
  default     = 7200

  validation {
    condition     = var.port >= 1024 && var.port <= 65000
    error_message = "The port must be 1024 to 65000."
  }
}

variable "nodes" {
  description = "Nodes by id, each in a cluster, which is a failure domain. Health pages of a node are on the port after its own."
  type        = map(object({ cluster = string, port = number }))

  validation {
    condition     = length(var.nodes) > 0 && length(distinct([for n in var.nodes : n.port])) == length(var.nodes)
    error_message = "There must be at least one node, and each must have a port of its own."
  }
}

variable "node_settings" {
  description = "More settings of all nodes, by their keys of docs/configuration.md. A change restarts the nodes one by one."
  type        = map(string)
  default     = {}
}

variable "control_settings" {
  description = "More settings of the control plane. A change restarts it; nodes serve on meanwhile."
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = <<-END
    master_keys (id:base64 of 32 bytes) and key_hashing_secret (32 characters or more), the management API's and the
    billing meter's token (16 characters or more), and the passwords of their databases.
  END
  type = object({
    master_keys        = string
    key_hashing_secret = string
    token              = string
    control_password   = string
    billing_password   = optional(string, "")
  })
  sensitive = true
  ephemeral = true
}

variable "secrets_version" {
  description = "Raise it to write other secrets and to restart all processes with them."
  type        = number
  default     = 1
}
