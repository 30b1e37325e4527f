grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
role_assignment "a" {
  role  = role.a
  users = [user.eve]
}
role "a" {
  permission "library.panels:read" { scopes = ["folders:*"] } # WARNING: Action without effect | Grafana 9.3 does not check library.panels:read, so it has no effect;
}
