package provider

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// Values that are known at the apply only are never refused in the plan, and are sent as they turn out.
func TestAccUnknownValuesArePlanned(t *testing.T) {
	config := fmt.Sprintf(`
resource "terraform_data" "later" {
  input = {
    name   = "acc later"
    key    = "later"
    limit  = 5
    time   = "20s"
    state  = "active"
    until  = "2099-01-01T00:00:00Z"
    amount = "12.50"
    labels = { team = "shop" }
    role   = "auditor"
    region = "local"
    start  = %q
    price  = "0.25"
    upTo   = "100"
    yes    = false
  }
}
locals {
  later = terraform_data.later.output
}
resource "weir_project" "p" {
  name                = local.later.name
  labels              = local.later.labels
  deletion_protection = local.later.yes
}
resource "weir_environment" "e" {
  project                 = weir_project.p.name
  name                    = local.later.key
  region                  = local.later.region
  state                   = local.later.state
  database_url_wo         = "postgresql://app:%s@${local.later.key}.invalid:5432/app"
  database_url_wo_version = local.later.limit
  deletion_protection     = local.later.yes
  settings = {
    connection_limit = local.later.limit
    query_timeout    = local.later.time
  }
}
resource "weir_database" "d" {
  host  = weir_environment.e.database.host
  port  = weir_environment.e.database.port
  limit = local.later.limit
}
resource "weir_api_key" "k" {
  environment       = weir_environment.e.path
  name              = local.later.key
  expires_at        = local.later.until
  secret_wo         = %q
  secret_wo_version = local.later.limit
}
resource "weir_budget" "b" {
  name        = "acc-later"
  environment = weir_environment.e.path
  amount      = local.later.amount
  hard_stop   = local.later.yes
}
resource "weir_service_token" "t" {
  name             = "acc later"
  roles            = [local.later.role]
  expires_at       = local.later.until
  token_wo         = %q
  token_wo_version = local.later.limit
}
resource "weir_rate_card" "c" {
  name           = "%s-later"
  title          = local.later.name
  effective_from = local.later.start
  components = [{
    meter = "queries"
    form  = "graduated"
    tiers = [{ up_to = local.later.upTo, unit_price = local.later.price }, { unit_price = local.later.price }]
  }]
}
`, nextMonth(1), canary, secret, secret+"T", cardName)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: configured(config), Check: resource.ComposeTestCheckFunc(noSecrets,
				resource.TestCheckResourceAttr("weir_environment.e", "path", "acc later/later"),
				resource.TestCheckResourceAttr("weir_database.d", "limit", "5"),
				resource.TestCheckResourceAttr("weir_rate_card.c", "version", "1"))},
			{Config: configured(config), ConfigPlanChecks: empty()},
		},
	})
}
