grafana { version = "9.3" }
org "main" {}
folder "top" {}
folder "sub" { parent = folder.top } # ERROR: Newer Grafana needed | The attribute parent needs Grafana 10.0, and this configuration is for 9.3.
