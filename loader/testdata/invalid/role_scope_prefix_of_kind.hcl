grafana { version = "13.3" }
org "main" {}
role "a" {
  permission "folders:read" { scopes = ["fol:*"] } # ERROR: Permission that never matches | No scope of folders:read is like "fol:*", so the permission matches nothing;
}
