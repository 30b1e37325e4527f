grafana {
  version         = "8.5"
  feature_toggles = ["accesscontrol"]
}
org "main" {}
basic_role "Editor" {
  add { # ERROR: Newer Grafana needed | Grafana 8.5 adds nothing to a basic role but roles: write a role, and a role_assignment with basic_roles = ["Editor"].
    permission "reports:read" { scopes = ["reports:*"] }
  }
  remove {
    permission "datasources:explore" {}
    permission "datasources:read" { scopes = ["datasources:*"] } # ERROR: Newer Grafana needed | Grafana 8.5 takes whole assignments from a basic role, at all scopes: leave scopes out.
  }
}
