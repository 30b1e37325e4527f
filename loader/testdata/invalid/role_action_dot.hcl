grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
role_assignment "a" {
  role  = role.a
  users = [user.eve]
}
role "a" {
  permission "org.users.read" { scopes = ["users:*"] } # WARNING: Renamed action | The action org.users.read is called org.users:read here, for every version of Grafana;
}
