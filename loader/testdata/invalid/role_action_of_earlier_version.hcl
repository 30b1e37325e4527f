grafana { version = "13.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
role_assignment "a" {
  role  = role.a
  users = [user.eve]
}
role "a" {
  permission "apikeys:read" { scopes = ["apikeys:*"] } # ERROR: Action without effect | Grafana 13.3 does not check apikeys:read, so it has no effect; older versions did. Grafana 13.3 refuses such a role.
}
