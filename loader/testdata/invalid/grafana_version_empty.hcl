grafana { version = "" } # ERROR: Unknown version | The rules of Grafana "" are not known.
org "main" {}
