grafana { version = "9.3" }
org "main" {}
role "a" {
  permissions = ["reports:create"] # ERROR: Unsupported argument | An argument named "permissions" is not expected here. The action is the label, and the scopes are a list: permission "dashboards:read" { scopes = ["dashboards:*"] }.
}
