mock_provider "weir" {
  mock_resource "weir_environment" {
    defaults = {
      path     = "shop/production"
      database = { id = "d1", provider = "postgresql", host = "db.internal", port = 5432, name = "shop", user = "shop" }
    }
  }
}

variables {
  project = "shop"
  environments = {
    production = { keys = { web = {}, worker = { secret_version = 2 } } }
    staging    = { settings = { connection_limit = 5 } }
  }
  database_urls = {
    production = "postgresql://u:p@db.internal:5432/shop"
    staging    = "postgresql://u:p@db.internal:5432/staging"
  }
  key_secrets = {
    "production/web"    = "0123456789abcdef0123456789abcdef"
    "production/worker" = "0123456789abcdef0123456789abcdeg"
  }
  limits  = { main = { environment = "production", limit = 60 } }
  budgets = { shop = { amount = "250.00" } }
}

run "a_tenant" {
  assert {
    condition     = length(weir_environment.this) == 2 && length(weir_api_key.this) == 2
    error_message = "Each environment and each key is a resource."
  }
  assert {
    condition     = weir_api_key.this["production/worker"].secret_wo_version == 2
    error_message = "A key's secret_version is passed on."
  }
  assert {
    condition     = weir_database.this["main"].host == "db.internal" && weir_database.this["main"].limit == 60
    error_message = "A limit is that of its environment's server."
  }
}

run "refuses_a_name_with_a_slash" {
  command = plan
  variables {
    project = "a/b"
  }
  expect_failures = [var.project]
}

run "refuses_a_limit_of_an_unknown_environment" {
  command = plan
  variables {
    limits = { main = { environment = "moon", limit = 60 } }
  }
  expect_failures = [var.limits]
}

run "refuses_an_amount_that_is_no_decimal" {
  command = plan
  variables {
    budgets = { shop = { amount = "a lot" } }
  }
  expect_failures = [var.budgets]
}
