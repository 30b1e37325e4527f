grafana { version = "9.3" }
org "main" {}
role "a" {
  permission "roles:create" {} # ERROR: Unknown action | Grafana has no action "roles:create";
}
