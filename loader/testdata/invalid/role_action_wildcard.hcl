grafana { version = "9.3" }
org "main" {}
role "a" {
  permission "dashboards:*" { scopes = ["dashboards:*"] } # ERROR: Unknown action | Grafana has no action "dashboards:*";
}
