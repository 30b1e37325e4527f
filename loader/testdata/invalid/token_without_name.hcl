grafana { version = "9.3" }
org "main" {}
service_account "ci" {
  role = "Viewer"
  token {} # ERROR: Missing name for token | All token blocks must have 1 labels (name).
}
