org "main" {}
team "sre" { org = "main" } # ERROR: Reference expected | Write a reference to an org here, as in org.main, without quotes.
