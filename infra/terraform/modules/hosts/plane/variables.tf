variable "ssh" {
  description = "How the machine is reached: see the modules that use this one."
  type = object({
    host        = string
    port        = optional(number, 22)
    user        = optional(string, "root")
    sudo        = optional(bool, false)
    key_file    = optional(string)
    known_hosts = optional(string)
  })
}

variable "plane" {
  description = "The command of Weir's launcher: node, control-plane or billing-meter."
  type        = string
}

variable "unit" {
  description = "Name of the systemd unit, without .service."
  type        = string
}

variable "release" {
  description = "Path here of a release's archive, or null where the Debian package is installed."
  type        = string
}

variable "settings" {
  description = "Settings by their keys of docs/configuration.md."
  type        = map(string)
}

variable "secrets" {
  description = "Secrets by their keys of docs/configuration.md. A null is left out."
  type        = map(string)
  sensitive   = true
  ephemeral   = true
}

variable "secrets_version" {
  description = "Raise it to write other secrets and to restart with them."
  type        = number
}

variable "ready_url" {
  description = "Where the process says that it is ready, as the machine itself reaches it."
  type        = string
}

variable "supervisor" {
  description = "systemd, or process."
  type        = string
}

variable "prefix" {
  description = "A folder in front of all paths on the machine, or nothing."
  type        = string
}
