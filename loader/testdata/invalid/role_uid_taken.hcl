grafana { version = "9.3" }
org "main" {}
role "a" { uid = "reporter" }
role "b" { uid = "reporter" } # ERROR: Duplicate role | There is another role with the uid "reporter", at role_uid_taken.hcl:3.
