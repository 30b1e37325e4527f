grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
team "sre" { members = [user.eve] }
role_assignment "a" {
  role  = role.a
  users = [user.eve]
}
role "a" {
  permission "folders:read" { scopes = [team.sre] } # WARNING: Permission that never matches | No scope of folders:read is like "teams:id:sre", so the permission matches nothing;
}
