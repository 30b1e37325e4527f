grafana { version = "9.3" }
org "main" {}
role "a" {
  permission "roles:read" { scopes = ["roles:uid:{a,b}"] } # ERROR: Invalid wildcard | "roles:uid:{a,b}" is a pattern of Grafana 8.0 and 8.1;
  permission "roles:read" { scopes = ["roles:uid:?a"] } # ERROR: Invalid wildcard | "roles:uid:?a" has a wildcard that is not at its end, and Grafana ignores such a scope.
}
