org "main" {}
service-account "ci" { role = "Viewer" } # ERROR: Unsupported block type | Blocks of type "service-account" are not expected here.
