variables {
  ssh     = { host = "10.0.0.7" }
  region  = "eu"
  kafka   = { bootstrap = "kafka:9092" }
  id      = "a1"
  cluster = "a"
  secrets = {
    master_keys        = "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    key_hashing_secret = "0123456789abcdef0123456789abcdef"
  }
}

run "plans_without_reaching_the_machine" {
  command = plan
  assert {
    condition     = output.endpoint == "http://10.0.0.7:4466"
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

run "refuses_an_id_with_a_slash" {
  command = plan
  variables {
    id = "a/1"
  }
  expect_failures = [var.id]
}
