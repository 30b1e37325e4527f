grafana { version = "8.0" }
org "main" {}
grafana { version = "8.5" } # ERROR: Duplicate grafana block | A configuration has one grafana block; there is another at grafana_twice.hcl:1.
