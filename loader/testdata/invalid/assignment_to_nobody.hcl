grafana { version = "9.3" }
org "main" {}
role_assignment "a" { role = "fixed:reports:reader" } # WARNING: Role assigned to nobody | This assignment names no holder. Add one, or take the block out.
