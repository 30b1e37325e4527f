grafana { version = "9.3" }
org "main" {}
role "a" { name = "fixed:reports:reader" } # ERROR: Reserved role name | Names that begin with fixed: are Grafana's own;
