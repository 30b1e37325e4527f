grafana { version = "9.3" }
org "main" {}
role "reporter" {}
role_assignment "a" { role = role.reporters } # ERROR: Reference to undeclared role | No role "reporters" is declared.
