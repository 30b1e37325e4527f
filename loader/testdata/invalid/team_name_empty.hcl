org "main" {}
team "sre" { name = "" } # ERROR: Empty name | This team needs a name that is not empty.
