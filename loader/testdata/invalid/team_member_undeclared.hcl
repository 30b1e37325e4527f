org "main" {}
user "eve" {}
team "sre" { members = [user.eve_, user.adam] } # ERROR: Reference to undeclared user | No user "eve_" is declared. ;; Reference to undeclared user | No user "adam" is declared. Declared: "eve".
