org "main" {}
team "sre" { external_groups = [5] } # ERROR: String expected | Write a list of names of groups such as ["cn=sre"] here.
