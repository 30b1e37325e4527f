grafana { version = "8.5" }
org "main" {}
folder "sub" { parent = folder.nowhere } # ERROR: Newer Grafana needed | The attribute parent needs Grafana 10.0, and this configuration is for 8.5.
