terraform {
  required_version = ">= 1.11"
  required_providers {
    weir = {
      source  = "weir/weir"
      version = "0.2.0"
    }
  }
}

# The addresses and tokens come from WEIR_URL, WEIR_TOKEN, WEIR_BILLING_URL and WEIR_BILLING_TOKEN.
provider "weir" {}

variable "project" {
  description = "The project whose month is shown."
  type        = string
}

variable "effective_from" {
  description = "When the prices begin: a whole hour (UTC) in a month that is not closed."
  type        = string
}

resource "weir_rate_card" "standard" {
  name           = "standard"
  title          = "Standard"
  effective_from = var.effective_from
  minimum        = "10.00"
  components = [
    {
      meter      = "cpu"
      form       = "per-unit"
      unit_price = "0.000045"
      included   = "3600"
    },
    {
      meter = "queries"
      form  = "graduated"
      tiers = [
        { up_to = "1000000", unit_price = "0" },
        { unit_price = "0.0000004" },
      ]
    },
  ]
}

# For all projects without prices of their own.
resource "weir_rate_card_assignment" "all" {
  rate_card      = weir_rate_card.standard.name
  effective_from = var.effective_from
}

resource "weir_budget" "project" {
  name      = "${var.project}-month"
  project   = var.project
  amount    = "100.00"
  hard_stop = false
}

data "weir_usage" "today" {
  group_by    = "project"
  granularity = "day"
}

output "core_seconds_today" {
  value = data.weir_usage.today.total.core_seconds
}

output "prices" {
  value = "${weir_rate_card.standard.title}, version ${weir_rate_card.standard.version}, in ${weir_rate_card.standard.currency}"
}
