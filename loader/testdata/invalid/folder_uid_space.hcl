org "main" {}
folder "prod" { uid = "Production EU" } # ERROR: Invalid uid | "Production EU" cannot be a uid in Grafana: a uid has letters, digits, underscores and dashes.
