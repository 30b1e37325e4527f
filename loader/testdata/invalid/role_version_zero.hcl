grafana { version = "9.3" }
org "main" {}
role "a" { version = 0 } # ERROR: Invalid role version | The version of a role counts from 1;
