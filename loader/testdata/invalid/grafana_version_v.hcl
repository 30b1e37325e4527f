grafana { version = "v8.5" } # ERROR: Unknown version | The rules of Grafana "v8.5" are not known; the known versions are "8.0", "8.5", "9.3", "13". Write "8.5".
org "main" {}
