grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
role_assignment "a" { users = [user.eve] } # ERROR: Role expected | Write a reference to a role here, as in role.NAME, or the name of a fixed role,
