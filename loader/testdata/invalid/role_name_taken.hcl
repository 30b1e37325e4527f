grafana { version = "9.3" }
org "main" {}
role "a" { name = "custom:reporter" }
role "b" { name = "custom:reporter" } # ERROR: Duplicate role | There is another role with the name "custom:reporter", at role_name_taken.hcl:3.
