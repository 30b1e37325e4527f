grafana { version = "9.3" }

org "main" {}

role "star" {
  uid = "*" # ERROR: Invalid uid
  permission "folders:read" { scopes = ["folders:*"] }
}

role "spaces" {
  uid = "basic role Viewer" # ERROR: Invalid uid
  permission "folders:read" { scopes = ["folders:*"] }
}

role "fixed" {
  uid = "fixed:users:writer" # ERROR: Reserved role name
  permission "folders:read" { scopes = ["folders:*"] }
}

role "parts" {
  uid = "custom:reports.eu:editor"
  permission "folders:read" { scopes = ["folders:*"] }
}
