org "main" {}
team "sre" { org = team.sre } # ERROR: Wrong kind of reference | A reference to an org is expected here, as in org.NAME;
