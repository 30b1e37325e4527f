grafana { version = "10.2" }
org "main" { viewers = [user.eve] }
user "eve" {}
role_assignment "a" {
  role  = role.a
  users = [user.eve]
}
role "a" {
  permission "playlists:create" {} # ERROR: Action without effect | playlists:create names a decision that Grafana makes without a permission: requests may use it, and no role can hold it. Grafana 10.2.3 refuses such a role.
}
