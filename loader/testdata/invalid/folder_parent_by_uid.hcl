grafana { version = "13.3" }
org "main" {}
folder "top" {}
folder "sub" { parent = "top" } # ERROR: Reference expected | Write a reference to a folder here, as in folder.top, without quotes.
