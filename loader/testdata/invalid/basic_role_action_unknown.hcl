grafana { version = "9.3" }
org "main" {}
basic_role "Editor" {
  add {
    permission "report:read" { scopes = ["reports:*"] } # ERROR: Unknown action | Grafana has no action "report:read";
  }
}
