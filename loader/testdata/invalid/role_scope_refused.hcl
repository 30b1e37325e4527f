grafana { version = "13.0" }
org "main" {}
role "notes" {
  permission "annotations:read" {
    scopes = [
      "annotations:type:dashboard", # ERROR: Refused scope | Grafana 13.0 refuses a role with the scope "annotations:type:dashboard".
      "annotations:*", # ERROR: Refused scope | Grafana 13.0 refuses a role with the scope "annotations:*".
      "annotations:type:organization",
    ]
  }
  permission "dashboards:write" {} # ERROR: Missing scope | Grafana 13.0 refuses such a role.
  permission "reports:create" { scopes = ["reports:id:1"] } # ERROR: Scope without effect | leave scopes out. Grafana 13.0 refuses such a role.
}
