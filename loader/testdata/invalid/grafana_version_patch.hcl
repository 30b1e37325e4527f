grafana { version = "8.0.7" } # ERROR: Unknown version | The rules of Grafana "8.0.7" are not known; the known versions are "8.0", "8.5", "9.3", "13". Write "8.0".
org "main" {}
