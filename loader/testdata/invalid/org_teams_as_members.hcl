org "main" { editors = [team.sre] } # ERROR: Wrong kind of reference | A reference to a user is expected here, as in user.NAME;
team "sre" { members = [user.eve] }
user "eve" {}
