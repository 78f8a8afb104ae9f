variable "ssh" {
  description = <<-END
    How the machine is reached: host, port (22), user (root), sudo (true where the user is not root), key_file (path of a
    private key; null: your SSH agent) and known_hosts (path of a file with the machine's public key; null: your own). A
    machine whose key is not known there is refused.
  END
  type = object({
    host        = string
    port        = optional(number, 22)
    user        = optional(string, "root")
    sudo        = optional(bool, false)
    key_file    = optional(string)
    known_hosts = optional(string)
  })

  validation {
    condition     = can(regex("^[0-9A-Za-z][0-9A-Za-z.:-]*$", var.ssh.host)) && can(regex("^[a-z_][a-z0-9_-]*$", var.ssh.user))
    error_message = "ssh.host must be a host's name or address, and ssh.user the name of a user."
  }
}

variable "release" {
  description = <<-END
    Path, on the machine that runs Terraform, of weir-<version>-linux-<arch>.tar.gz of a release. Null: the Debian package is
    installed on the machine already.
  END
  type        = string
  default     = null
}

variable "region" {
  description = "Name of the region."
  type        = string

  validation {
    condition     = can(regex("^[0-9A-Za-z._-]+$", var.region))
    error_message = "The region must consist of letters, digits, dots, hyphens and underscores."
  }
}

variable "kafka" {
  description = "Your Kafka: its brokers, host:port, parted by commas, and how many replicas topics get."
  type        = object({ bootstrap = string, replication_factor = optional(number, 3) })
}

variable "settings" {
  description = "More settings by their keys of docs/configuration.md. A change restarts the process."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key, value in var.settings : !strcontains(value, "\n")])
    error_message = "A setting is one line."
  }
}

variable "more_secrets" {
  description = "More secrets by their keys of docs/configuration.md, such as usage.key."
  type        = map(string)
  default     = {}
  sensitive   = true
  ephemeral   = true
}

variable "secrets_version" {
  description = "Raise it to write other secrets and to restart the process with them."
  type        = number
  default     = 1
}

variable "supervisor" {
  description = "systemd, or process where no systemd runs: then the process is not started again when it ends."
  type        = string
  default     = "systemd"

  validation {
    condition     = contains(["systemd", "process"], var.supervisor)
    error_message = "The supervisor must be systemd or process."
  }
}

variable "prefix" {
  description = "A folder in front of all paths on the machine, for trials by supervisor = \"process\". Default: none."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^(/[0-9A-Za-z._-]+)*$", var.prefix)) && (var.prefix == "" || var.supervisor == "process")
    error_message = "The prefix must be an absolute path of letters, digits, dots, hyphens and underscores, and needs supervisor = \"process\"."
  }
}

variable "port" {
  description = "Port of the billing API."
  type        = number
  default     = 7300

  validation {
    condition     = var.port >= 1 && var.port <= 65535 && var.port != var.admin_port
    error_message = "Ports must be 1 to 65535, and differ."
  }
}

variable "admin_port" {
  description = "Port of the health pages and metrics."
  type        = number
  default     = 7301
}

variable "host" {
  description = "Address on which the billing API listens."
  type        = string
  default     = "127.0.0.1"
}

variable "database" {
  description = "Its PostgreSQL: jdbc:postgresql://host:port/database, and the role that owns its tables."
  type        = object({ url = string, user = string })

  validation {
    condition     = startswith(var.database.url, "jdbc:postgresql://")
    error_message = "The billing meter's database must be jdbc:postgresql://host:port/database."
  }
}

variable "secrets" {
  description = "token (the administrator's, 16 characters or more), database_password and, where nodes sign usage, usage_secret."
  type        = object({ token = string, database_password = string, usage_secret = optional(string) })
  sensitive   = true
  ephemeral   = true
}
