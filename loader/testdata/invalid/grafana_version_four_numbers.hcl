grafana { version = "8.5.0.1" } # ERROR: Unknown version | The rules of Grafana "8.5.0.1" are not known. The known versions are those from "8.0" to "13.3", with a minor number and without a suffix.
org "main" {}
