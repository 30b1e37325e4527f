org "main" {}
folder "g" { title = "General" } # ERROR: Reserved title | Grafana refuses a folder titled General, in capitals or not: it is the name of t
