org "main" { viewers = [user.Vic] } # ERROR: Reference to undeclared user | No user "Vic" is declared.
user "vic" {}
