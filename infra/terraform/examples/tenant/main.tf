terraform {
  required_version = ">= 1.11"
  required_providers {
    weir = {
      source  = "weir/weir"
      version = "0.2.0"
    }
  }
}

# The address and the token come from WEIR_URL and WEIR_TOKEN.
provider "weir" {}

variable "database_url" {
  description = "The shop's database."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "web_secret" {
  description = "The secret of the web application's key: 32 to 86 random letters and digits, from a secret manager."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "deletion_protection" {
  description = "Set it to false, and apply, before a destroy."
  type        = bool
  default     = true
}

module "shop" {
  source              = "../../modules/tenant"
  project             = "shop"
  labels              = { team = "commerce" }
  deletion_protection = var.deletion_protection

  environments = {
    production = {
      settings = { connection_limit = 20, query_timeout = "20s" }
      keys     = { web = {} }
    }
    staging = {
      settings = { connection_limit = 5, idle_timeout = "60s" }
    }
  }
  limits  = { shop = { environment = "production", limit = 30 } }
  budgets = { shop = { amount = "250.00" } }

  database_urls = { production = var.database_url, staging = var.database_url }
  key_secrets   = { "production/web" = var.web_secret }
}

output "environments" {
  value = module.shop.environments
}

output "web_prefix" {
  value = module.shop.key_prefixes["production/web"]
}
