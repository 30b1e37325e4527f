grafana { version = "13.3" }
org "main" {}
api_key "ci" { role = "Viewer" } # ERROR: Removed from Grafana | A block api_key is not in Grafana 12.1 and newer, and this configuration is for 13.3. Declare a service_account with a token.
