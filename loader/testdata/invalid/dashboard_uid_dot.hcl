org "main" {}
dashboard "a" { uid = "latency.eu" } # ERROR: Invalid uid | "latency.eu" cannot be a uid in Grafana: a uid has letters, digits, underscores and dashes.
