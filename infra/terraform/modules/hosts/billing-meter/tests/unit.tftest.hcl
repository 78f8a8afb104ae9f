variables {
  ssh      = { host = "10.0.0.7" }
  region   = "eu"
  kafka    = { bootstrap = "kafka:9092" }
  database = { url = "jdbc:postgresql://db:5432/billing", user = "weir" }
  secrets  = { token = "0123456789abcdef", database_password = "secret" }
}

run "plans_without_reaching_the_machine" {
  command = plan
  assert {
    condition     = output.url == "http://10.0.0.7:7300"
    error_message = "The address follows from the host and the port."
  }
}

run "refuses_a_host_that_is_an_option" {
  command = plan
  variables {
    ssh = { host = "-oProxyCommand=x" }
  }
  expect_failures = [var.ssh]
}

run "refuses_a_prefix_under_systemd" {
  command = plan
  variables {
    prefix = "/tmp/host"
  }
  expect_failures = [var.prefix]
}

run "refuses_one_port_twice" {
  command = plan
  variables {
    port       = 5000
    admin_port = 5000
  }
  expect_failures = [var.port]
}

run "refuses_another_database" {
  command = plan
  variables {
    database = { url = "mysql://db:3306/x", user = "weir" }
  }
  expect_failures = [var.database]
}
