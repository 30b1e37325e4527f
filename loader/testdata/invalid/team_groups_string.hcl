org "main" {}
team "sre" { external_groups = "cn=sre" } # ERROR: List expected | Write a list of names of groups such as ["cn=sre"] here.
