grafana { version = "v8.5" } # ERROR: Unknown version | The rules of Grafana "v8.5" are not known. Write "8.5".
org "main" {}
