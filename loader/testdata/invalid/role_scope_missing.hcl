grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
role_assignment "a" {
  role  = role.a
  users = [user.eve]
}
role "a" {
  permission "dashboards:write" {} # WARNING: Missing scope | Without a scope, dashboards:write matches only where Grafana checks the action without a scope; its
  permission "folders:read" { scopes = [""] } # WARNING: Missing scope | Without a scope, folders:read matches only where Grafana checks the action without a scope; its
}
