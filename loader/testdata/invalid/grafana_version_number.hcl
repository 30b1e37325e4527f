grafana { version = 8.1 } # ERROR: Unknown version | The rules of Grafana "8.1" are not known;
org "main" {}
