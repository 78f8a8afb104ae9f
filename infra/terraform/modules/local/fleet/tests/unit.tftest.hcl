variables {
  launcher         = "/opt/weir/weir"
  folder           = "/tmp/fleet"
  kafka            = { bootstrap = "127.0.0.1:9092" }
  control_database = { url = "jdbc:postgresql://127.0.0.1:5432/control", user = "weir" }
  nodes            = { a1 = { cluster = "a", port = 4466 }, b1 = { cluster = "b", port = 4476 } }
  secrets = {
    master_keys        = "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    key_hashing_secret = "0123456789abcdef0123456789abcdef"
    token              = "0123456789abcdef"
    control_password   = "secret"
  }
}

run "plans_a_process_for_each_plane" {
  command = plan
  assert {
    condition     = length(terraform_data.life) == 3 && length(terraform_data.node) == 2 && length(terraform_data.billing_meter) == 0
    error_message = "A control plane and two nodes; no billing meter without a database."
  }
  assert {
    condition     = output.url == "http://127.0.0.1:7200"
    error_message = "The control plane's address is known when planning."
  }
}

run "refuses_two_nodes_on_one_port" {
  command = plan
  variables {
    nodes = { a1 = { cluster = "a", port = 4466 }, b1 = { cluster = "b", port = 4466 } }
  }
  expect_failures = [var.nodes]
}

run "refuses_a_relative_folder" {
  command = plan
  variables {
    folder = "fleet"
  }
  expect_failures = [var.folder]
}
