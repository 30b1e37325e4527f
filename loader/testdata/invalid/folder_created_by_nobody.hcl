org "main" {}
folder "prod" { created_by = user.eve } # ERROR: Reference to undeclared user | No user "eve" is declared.
