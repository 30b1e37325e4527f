grafana { version = "9.3" }
org "main" {}
role "a" {
  permission "dashboards:read" { scopes = ["dashboards:uid:lat*", "folders:uid:**"] } # ERROR: Invalid wildcard | The wildcard of "dashboards:uid:lat*" does not follow a colon or slash, and Graf ;; Invalid wildcard | "folders:uid:**" has a wildcard that is not at its end, and Grafana ignores such a scope.
}
