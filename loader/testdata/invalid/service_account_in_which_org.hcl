grafana { version = "9.3" }
org "a" {}
org "b" {}
service_account "ci" { role = "Viewer" } # ERROR: Missing org | The configuration declares several orgs. Name the org of this block, as in org = org.NAME.
