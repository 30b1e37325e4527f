grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
role_assignment "a" {
  role  = role.a
  users = [user.eve]
}
role "a" {
  permission "playlists:create" {} # WARNING: Action without effect | playlists:create names a decision that Grafana makes without a permission: requests may use it, and
}
