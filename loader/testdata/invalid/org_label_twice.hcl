org "main" {}
org "main" { name = "Other" } # ERROR: Duplicate org | There is another org with the label "main", at org_label_twice.hcl:1.
