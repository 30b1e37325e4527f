grafana { version = "9.3" }
org "main" { none = [user.nemo] } # ERROR: Newer Grafana needed | The attribute none needs Grafana 10.2, and this configuration is for 9.3.
user "nemo" {}
