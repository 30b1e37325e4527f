grafana {
  version = "9.6" # ERROR: Unknown version | The rules of Grafana "9.6" are not known. The newest known version of 9 is "9.5".
}
org "main" {}
