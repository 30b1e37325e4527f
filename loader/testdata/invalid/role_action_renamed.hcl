grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
role_assignment "a" {
  role  = role.a
  users = [user.eve]
}
role "a" {
  permission "alert.rules:update" { scopes = ["folders:*"] } # WARNING: Renamed action | The action alert.rules:update is called alert.rules:write here, for every version of Grafana;
  permission "users.authtoken:list" { scopes = ["global.users:*"] } # WARNING: Renamed action | The action users.authtoken:list is called users.authtoken:read here, for every v
}
