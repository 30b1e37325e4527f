grafana { version = "11.6.01" } # ERROR: Unknown version | The rules of Grafana "11.6.01" are not known. The numbers of a version have no zeros in front: write "11.6.1".
org "main" {}
