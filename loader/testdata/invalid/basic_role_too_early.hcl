grafana { version = "8.5" }
org "main" {}
basic_role "Editor" { # ERROR: Newer Grafana needed | A block basic_role needs Grafana 9.0, and this configuration is for 8.5.
  add {
    permission "reports:read" { scopes = ["reports:*"] }
  }
}
