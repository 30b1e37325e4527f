org "main" { editors = [team.sre] } # ERROR: Wrong kind of reference | A reference to a user is expected here, as in user.NAME; this one begins with "team". The users of the team are the list team.sre.members, without brackets around it.
team "sre" { members = [user.eve] }
user "eve" {}
