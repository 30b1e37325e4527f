grafana { version = "9.3" }
org "main" {}
role "a" {
  permission "dashboard:read" { scopes = ["dashboards:*"] } # ERROR: Unknown action | Grafana has no action "dashboard:read";
}
