org "main" {}
folder "g" { title = "General" } # ERROR: Reserved title | Grafana before 12.4 refuses a folder titled General, in capitals or not: it is the name of t
