grafana { version = "8.5" }
org "main" {}
role_assignment "a" { # ERROR: Fine-grained access control needed | A block role_assignment is part of fine-grained access control. Grafana 8.
  role  = "fixed:reports:reader"
  users = [user.eve]
}
user "eve" {}
