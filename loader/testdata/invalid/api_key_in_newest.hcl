grafana { version = "13" }
org "main" {}
api_key "ci" { role = "Viewer" } # ERROR: Removed from Grafana | A block api_key is no more in Grafana 13;
