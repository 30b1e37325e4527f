grafana { version = "9.3" }
org "main" {}
service_account "a" {
  name = "ci"
  role = "Viewer"
}
service_account "b" {
  name = "ci" # ERROR: Duplicate service_account | There is another service_account with the name "ci", at service_account_name_taken.hcl:4.
  role = "Viewer"
}
