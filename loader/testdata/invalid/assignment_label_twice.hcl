grafana { version = "9.3" }
org "main" {}
role_assignment "a" { role = "fixed:reports:reader" }
role_assignment "a" { role = "fixed:reports:writer" } # ERROR: Duplicate role_assignment | There is another role_assignment with the label "a", at assignment_label_twice.hcl:3.
