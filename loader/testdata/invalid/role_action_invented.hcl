grafana { version = "13.3" }
org "main" {}
role "a" {
  permission "coffee:brew" {} # ERROR: Unknown action | Grafana has no action "coffee:brew";
}
