org "main" {}
team "sre" { members = [team.ops] } # ERROR: Wrong kind of reference | A reference to a user is expected here, as in user.NAME;
team "ops" { members = [user.eve] }
user "eve" {}
