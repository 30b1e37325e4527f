org "main" {}
team "sre" { org = team.sre } # ERROR: Wrong kind of reference | A reference to a org is expected here, as in org.NAME;
