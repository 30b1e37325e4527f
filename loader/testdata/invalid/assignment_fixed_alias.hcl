grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
role_assignment "a" {
  role  = "fixed:datasources:id:reader" # WARNING: Renamed fixed role | The role fixed:datasources:id:reader of Grafana's documentation is called fixed:
  users = [user.eve]
}
