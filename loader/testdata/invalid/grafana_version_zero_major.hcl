grafana { version = "v011.6" } # ERROR: Unknown version | The rules of Grafana "v011.6" are not known. The numbers of a version have no zeros in front: write "11.6".
org "main" {}
