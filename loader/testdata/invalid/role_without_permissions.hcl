grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
role "a" {} # WARNING: Role without permissions | role.a holds nothing.
role_assignment "a" {
  role  = role.a
  users = [user.eve]
}
