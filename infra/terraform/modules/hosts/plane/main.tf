locals {
  to = jsonencode({
    host        = var.ssh.host
    port        = var.ssh.port
    user        = var.ssh.user
    sudo        = var.ssh.sudo
    key_file    = var.ssh.key_file == null ? "" : var.ssh.key_file
    known_hosts = var.ssh.known_hosts == null ? "" : var.ssh.known_hosts
  })
  script     = "${path.module}/over-ssh"
  settings   = join("\n", [for key, value in var.settings : "${key}=${value}"])
  release_id = var.release == null ? "" : substr(filesha256(var.release), 0, 16)
  place      = { TO = local.to, PLANE = var.plane, UNIT = var.unit, PREFIX = var.prefix, SUPERVISOR = var.supervisor }
}

# The life of the plane on the machine: a destroy stops it and removes what was written for it.
resource "terraform_data" "life" {
  input            = merge(local.place, { script = local.script })
  triggers_replace = [var.ssh.host, var.prefix, var.unit]

  provisioner "local-exec" {
    when        = destroy
    command     = "${self.input.script} stop"
    environment = { for name in ["TO", "PLANE", "UNIT", "PREFIX", "SUPERVISOR"] : name => self.input[name] }
  }
}

resource "terraform_data" "release" {
  count = var.release == null ? 0 : 1

  triggers_replace = [local.release_id, terraform_data.life.id]

  provisioner "local-exec" {
    command     = "${local.script} install"
    environment = merge(local.place, { RELEASE = var.release, RELEASE_ID = local.release_id })
  }
}

# Provisioners take ephemeral values, so secrets go to files of root alone and into no state.
resource "terraform_data" "secrets" {
  triggers_replace = [var.secrets_version, terraform_data.life.id]

  provisioner "local-exec" {
    command = "${local.script} secrets"
    environment = merge(local.place, {
      SECRETS = join("\n", [for name, value in var.secrets : "${name} ${base64encode(value)}" if value != null])
    })
  }
}

resource "terraform_data" "plane" {
  triggers_replace = [
    local.settings, var.supervisor, terraform_data.secrets.id, [for release in terraform_data.release : release.id],
  ]

  provisioner "local-exec" {
    command     = "${local.script} restart"
    environment = merge(local.place, { SETTINGS = local.settings, READY_URL = var.ready_url })
  }
}
