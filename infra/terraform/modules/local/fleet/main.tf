locals {
  process = "${path.module}/process"
  common  = { "kafka.bootstrap" = var.kafka.bootstrap, region = var.region }

  control = {
    control-plane = merge(local.common, {
      "control.database.url"  = var.control_database.url
      "control.database.user" = var.control_database.user
      "control.port"          = var.port
      "admin.port"            = var.port + 1
      }, var.billing_database == null ? {} : {
      "control.billing-url" = "http://127.0.0.1:${var.port + 2}"
    }, var.control_settings)
  }

  meter = var.billing_database == null ? {} : {
    billing-meter = merge(local.common, {
      "billing.database.url"  = var.billing_database.url
      "billing.database.user" = var.billing_database.user
      "billing.port"          = var.port + 2
      "admin.port"            = var.port + 3
    })
  }

  nodes = {
    for id, node in var.nodes : id => merge(local.common, {
      "node.id"         = id
      cluster           = node.cluster
      "http.port"       = node.port
      "admin.port"      = node.port + 1
      "peer.port"       = node.port + 2
      "usage.directory" = "${var.folder}/${id}/usage"
    }, var.node_settings)
  }

  # A process for each of them: what it runs, and its settings as the text of a file.
  planes = merge(
    { for name, settings in local.control : name => { command = "control-plane", settings = settings } },
    { for name, settings in local.meter : name => { command = "billing-meter", settings = settings } },
    { for name, settings in local.nodes : name => { command = "node", settings = settings } },
  )
  texts = { for name, plane in local.planes : name => join("\n", [for key, value in plane.settings : "${key}=${value}"]) }
}

# Provisioners take ephemeral values, so secrets go to files of the owner's alone and into no state.
resource "terraform_data" "secrets" {
  input            = var.folder
  triggers_replace = [var.folder, var.secrets_version]

  provisioner "local-exec" {
    command = "${local.process} secrets ${var.folder}"
    environment = {
      MASTER_KEYS        = var.secrets.master_keys
      KEY_HASHING_SECRET = var.secrets.key_hashing_secret
      CONTROL_TOKENS     = "terraform:admin:${var.secrets.token}"
      CONTROL_PASSWORD   = var.secrets.control_password
      BILLING_TOKEN      = var.secrets.token
      BILLING_PASSWORD   = var.secrets.billing_password
    }
  }
}

# The life of a process: it ends when it is no longer wanted. A change of settings is no new life.
resource "terraform_data" "life" {
  for_each = local.planes

  input = { process = local.process, folder = var.folder, name = each.key }

  provisioner "local-exec" {
    when    = destroy
    command = "${self.input.process} stop ${self.input.folder} ${self.input.name}"
  }
  depends_on = [terraform_data.secrets]
}

# The control plane is started, or started anew, before the nodes, which read what it has written.
resource "terraform_data" "control_plane" {
  triggers_replace = [local.texts["control-plane"], var.launcher, terraform_data.secrets.id]

  provisioner "local-exec" {
    command     = "${local.process} restart ${var.folder} control-plane control-plane ${var.port + 1} ${var.launcher}"
    environment = { SETTINGS = local.texts["control-plane"] }
  }
  depends_on = [terraform_data.life]
}

resource "terraform_data" "billing_meter" {
  for_each = local.meter

  triggers_replace = [local.texts[each.key], var.launcher, terraform_data.secrets.id]

  provisioner "local-exec" {
    command     = "${local.process} restart ${var.folder} ${each.key} billing-meter ${var.port + 3} ${var.launcher}"
    environment = { SETTINGS = local.texts[each.key] }
  }
  depends_on = [terraform_data.life, terraform_data.control_plane]
}

# Nodes are changed one by one: `process` holds a lock until the node is ready, so that the others serve.
resource "terraform_data" "node" {
  for_each = local.nodes

  triggers_replace = [local.texts[each.key], var.launcher, terraform_data.secrets.id]

  provisioner "local-exec" {
    command     = "${local.process} restart ${var.folder} ${each.key} node ${var.nodes[each.key].port + 1} ${var.launcher}"
    environment = { SETTINGS = local.texts[each.key] }
  }
  depends_on = [terraform_data.life, terraform_data.control_plane]
}
