grafana { version = "9.3" }
org "main" {}
service_account "ci" {
  role     = "Viewer"
  disabled = true
}
folder "prod" {
  permission "Edit" { service_accounts = [service_account.ci] } # WARNING: Permission for a disabled service account | service_account.ci is disabled, at permission_for_disabled_account.hcl:3, and has no permissions.
}
