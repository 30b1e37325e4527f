grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
role_assignment "a" {
  role  = role.a
  users = [user.eve]
}
role "a" {
  permission "dashboards:read" { scopes = ["datasources:*"] } # WARNING: Permission that never matches | No scope of dashboards:read is like "datasources:*", so the permission matches nothing;
  permission "users:read" { scopes = ["users:*"] } # WARNING: Permission that never matches | No scope of users:read is like "users:*", so the permission matches nothing;
}
