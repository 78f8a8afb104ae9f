variable "project" {
  description = "Name of the project: unique, 1 to 100 characters without a slash."
  type        = string

  validation {
    condition     = length(var.project) <= 100 && can(regex("^[^/\\s]([^/]*[^/\\s])?$", var.project))
    error_message = "The project's name must have 1 to 100 characters, no slash, and no space at its ends."
  }
}

variable "labels" {
  description = "Labels of the project and of its environments."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether Weir refuses to delete the project and its environments. Set it to false, and apply, before a destroy."
  type        = bool
  default     = true
  nullable    = false
}

variable "environments" {
  description = <<-END
    The environments by name. database_url_version is raised to send another URL. Each key of an environment is raised
    to another secret by secret_version. A setting that is left out has Weir's default.
  END
  type = map(object({
    region               = optional(string)
    database_url_version = optional(number, 1)
    state                = optional(string, "active")
    labels               = optional(map(string), {})
    settings = optional(object({
      connection_limit    = optional(number)
      idle_timeout        = optional(string)
      query_timeout       = optional(string)
      transaction_timeout = optional(string)
      queue_timeout       = optional(string)
      max_queue           = optional(number)
      max_response_bytes  = optional(number)
    }), {})
    keys = optional(map(object({
      secret_version = optional(number, 1)
      expires_at     = optional(string)
    })), {})
  }))
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.environments) : length(name) <= 100 && can(regex("^[^/\\s]([^/]*[^/\\s])?$", name))])
    error_message = "An environment's name must have 1 to 100 characters, no slash, and no space at its ends."
  }
  validation {
    condition     = alltrue([for e in var.environments : contains(["active", "suspended"], e.state)])
    error_message = "An environment's state must be active or suspended."
  }
  validation {
    condition     = alltrue(flatten([for e in var.environments : [for name in keys(e.keys) : length(name) <= 100 && can(regex("^[^/\\s]([^/]*[^/\\s])?$", name))]]))
    error_message = "A key's name must have 1 to 100 characters, no slash, and no space at its ends."
  }
}

variable "database_urls" {
  description = "The database URL of each environment, by its name: postgresql://user:password@host:port/name."
  type        = map(string)
  sensitive   = true
  ephemeral   = true
}

variable "key_secrets" {
  description = "The secret of each key, by environment/key: 32 to 86 random letters and digits."
  type        = map(string)
  sensitive   = true
  ephemeral   = true
}

variable "limits" {
  description = "Limits of databases. Each names an environment that uses the server; environments on one server share its limit."
  type = map(object({
    environment = string
    limit       = number
    reserve     = optional(number, 0)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for l in var.limits : contains(keys(var.environments), l.environment)])
    error_message = "A limit must name one of the environments."
  }
  validation {
    condition     = alltrue([for l in var.limits : l.limit >= 1 && l.reserve >= 0 && l.reserve < l.limit])
    error_message = "A limit must be at least 1, and its reserve at least 0 and below the limit."
  }
}

variable "budgets" {
  description = "Budgets by name: of the project, or of one environment. amount is a decimal in quotes, in the billing meter's currency."
  type = map(object({
    environment = optional(string)
    amount      = string
    thresholds  = optional(set(number), [50, 80, 100])
    hard_stop   = optional(bool, false)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for b in var.budgets : b.environment == null ? true : contains(keys(var.environments), b.environment)])
    error_message = "A budget must name one of the environments, or none for the whole project."
  }
  validation {
    condition     = alltrue([for b in var.budgets : can(regex("^[0-9]+(\\.[0-9]+)?$", b.amount))])
    error_message = "A budget's amount must be a decimal in quotes, such as \"250.00\"."
  }
}
