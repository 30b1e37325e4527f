org "main" {}
team "sre" { created_by = team.sre } # ERROR: Wrong kind of reference | A reference to a user is expected here, as in user.NAME;
