grafana { version = "9.3" }
org "main" {}
user "u" {}
service_account "a" {
  role = "Viewer"
  permission "View" { users = [user.u] } # ERROR: Unknown level | There is no level "View" here; the levels are "Edit", "Admin". The lowest level here is "Edit".
  permission "Edit" { roles = ["Viewer"] } # ERROR: Unsupported argument
  permission "Admin" { service_accounts = [service_account.a] } # ERROR: Unsupported argument
}
