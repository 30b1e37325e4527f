grafana { version = "9.3" }
org "main" {}
role "a" { version = "one" } # ERROR: Unsuitable value type | Unsuitable value: a number is required
