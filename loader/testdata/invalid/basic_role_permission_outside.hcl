grafana { version = "9.3" }
org "main" {}
basic_role "Editor" {
  permission "reports:read" { scopes = ["reports:*"] } # ERROR: Unsupported block type | Blocks of type "permission" are not expected here.
}
