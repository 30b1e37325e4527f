org "main" {}
folder "prod" { uid = "prod/eu" } # ERROR: Invalid uid | "prod/eu" cannot be a uid in Grafana: a uid has letters, digits, underscores and dashes.
