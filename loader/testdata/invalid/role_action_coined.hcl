grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
role_assignment "a" {
  role  = role.a
  users = [user.eve]
}
role "a" {
  permission "playlists:create" {} # WARNING: Action without effect | playlists:create is a name for what Grafana decides without a permission: reques
}
