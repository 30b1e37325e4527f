grafana { version = "9.3" }
org "main" {}
role "a" {
  permission "dashboards:read" { scopes = [5] } # ERROR: Scope expected | Write a scope as a string here, as in "folders:*", or a reference to the thing it covers
}
