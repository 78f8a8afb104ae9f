ephemeral "weir_access_token" "reader" {
  roles    = ["auditor"]
  lifetime = "15m"
}
