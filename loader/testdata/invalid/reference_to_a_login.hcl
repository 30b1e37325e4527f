org "main" { viewers = [user.vic] } # ERROR: Reference to undeclared user | No user "vic" is declared.
user "victor" { login = "vic" }
