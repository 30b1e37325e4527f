grafana { version = "13" }
org "main" {}
api_key "ci" { role = "Viewer" } # ERROR: Removed from Grafana | A block api_key is not in Grafana 13 and newer; the last version here that has it is "9.3". Declare a service_account with a token.
