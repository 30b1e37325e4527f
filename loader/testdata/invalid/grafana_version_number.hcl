grafana { version = 9.6 } # ERROR: Unknown version | The rules of Grafana "9.6" are not known.
org "main" {}
