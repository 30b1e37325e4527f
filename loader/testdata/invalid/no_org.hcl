grafana { version = "8.0" }
user "eve" {}
team "sre" { members = [user.eve] } # ERROR: Missing org | No org is declared, and this block must be in one; declare it, as in org "main" {}.
folder "production" {}
dashboard "latency" { folder = folder.production }
data_source "prometheus" {}
