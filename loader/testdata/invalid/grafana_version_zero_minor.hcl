grafana { version = "11.01" } # ERROR: Unknown version | The rules of Grafana "11.01" are not known. The numbers of a version have no zeros in front: write "11.1".
org "main" {}
