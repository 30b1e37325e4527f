grafana { version = "9.3" }
org "main" {}
role "a" {
  permission "dashboards:read" { scopes = ["dashboards:*:latency"] } # ERROR: Invalid wildcard | "dashboards:*:latency" has a wildcard that is not at its end, and Grafana ignores
}
