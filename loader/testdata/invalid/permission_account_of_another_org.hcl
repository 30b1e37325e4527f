grafana { version = "8.5" }
org "a" {}
org "b" {}
service_account "ci" {
  org  = org.a
  role = "Viewer"
}
folder "prod" {
  org = org.b
  permission "Edit" { service_accounts = [service_account.ci] } # ERROR: Reference to another org | service_account.ci is in org.a, and this block is in org.b.
}
