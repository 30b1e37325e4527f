# What is inside of what the version lacks is not reported as well.
org "main" { none = [user.nemmo] } # ERROR: Newer Grafana needed | The attribute none needs Grafana 10.2, and this configuration is for 8.0.
user "nemo" {}
