org "main" {}
user "ada" { grafana_admn = true } # ERROR: Unsupported argument | An argument named "grafana_admn" is not expected here.
