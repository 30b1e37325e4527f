org "main" {}
team "sre" { name = "Reliability" }
team "ops" { name = "Reliability" } # ERROR: Duplicate team | There is another team with the name "Reliability", at team_name_taken.hcl:2.
