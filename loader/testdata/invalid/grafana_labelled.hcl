grafana "main" { version = "8.0" } # ERROR: Extraneous label for grafana | No labels are expected for grafana blocks.
org "main" {}
