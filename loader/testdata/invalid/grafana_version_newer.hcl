grafana {
  version = "13.4" # ERROR: Unknown version | The rules of Grafana "13.4" are not known. The newest known version is "13.3".
}
org "main" {}
