grafana { version = "9.3" }
org "main" {}
role_assignment "a" { role = "fixed:library.panels:reader" } # ERROR: Unknown fixed role | Grafana 9.3 does not have a fixed role "fixed:library.panels:reader";
