grafana { version = "9.3" }
org "main" {}
role "a" { name = "" } # ERROR: Empty name | This role needs a name that is not empty.
