grafana { version = "13.3" }
org "main" {}
role "a" {
  permission "dashboards:read" { scopes = ["datasources:*"] } # ERROR: Permission that never matches | No scope of dashboards:read is like "datasources:*", so the permission matches nothing;
  permission "folders:read" { scopes = ["folders:id:3"] } # ERROR: Permission that never matches | No scope of folders:read is like "folders:id:3", so the permission matches nothing;
}
