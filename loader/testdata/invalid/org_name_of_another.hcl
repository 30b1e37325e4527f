org "main" { name = "Main Org." }
org "other" { name = "Main Org." } # ERROR: Duplicate org | There is another org with the name "Main Org.", at org_name_of_another.hcl:1.
