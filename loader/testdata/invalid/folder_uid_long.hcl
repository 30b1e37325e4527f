org "main" {}
folder "prod" { uid = "production-of-the-european-part-of-our-company" } # WARNING: Long uid | "production-of-the-european-part-of-our-company" has 46 characters, and Grafana
