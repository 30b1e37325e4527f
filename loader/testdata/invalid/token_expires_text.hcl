grafana { version = "9.3" }
org "main" {}
service_account "ci" {
  role = "Viewer"
  token "deploy" { expires = "never" } # ERROR: Invalid time | "never" is not a time between 1970 and 2261; write it as in "2027-01-01T00:00:00Z".
}
