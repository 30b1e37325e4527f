org "main" {}
team "sre" { org = "main" } # ERROR: Reference expected | Write a reference to a org here, as in org.NAME, without quotes.
