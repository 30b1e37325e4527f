org "main" { viewers = [vic] } # ERROR: Wrong kind of reference | A reference to a user is expected here, as in user.NAME;
user "vic" {}
