grafana { version = "9.3" }
org "main" {}
role "reporter" {}
role_assignment "a" { role = "reporter" } # ERROR: Unknown fixed role | Grafana 9.3 does not have a fixed role "reporter".
