grafana { version = "9.3" }
org "a" {}
org "b" {}
service_account "ci" { role = "Viewer" } # ERROR: Missing org | More than one org is declared, so this block must say which one it is in, as in org = org.NAME.
