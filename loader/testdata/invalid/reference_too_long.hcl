org "main" { viewers = [user.vic.name] } # ERROR: Malformed reference | A reference to a user has two parts, as in user.NAME
user "vic" {}
