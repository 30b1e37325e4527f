grafana { version = "9.3" }
org "main" {}
service_account "ci" {
  role = "Viewer"
  token "deploy" { expires = "never" } # ERROR: Invalid time | "never" is no time; write it as in "2027-01-01T00:00:00Z".
}
