grafana { version = "8.0.7" } # ERROR: Unknown version | The rules of Grafana "8.0.7" are not known;
org "main" {}
