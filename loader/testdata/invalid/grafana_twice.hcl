grafana { version = "8.0" }
org "main" {}
grafana { version = "8.5" } # ERROR: Duplicate grafana block | The grafana block stands once in a configuration;
