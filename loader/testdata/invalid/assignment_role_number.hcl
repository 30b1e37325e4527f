grafana { version = "9.3" }
org "main" {}
role_assignment "a" { role = 7 } # ERROR: Role expected | Write a reference to a role here, as in role.NAME, or the name of a fixed role,
