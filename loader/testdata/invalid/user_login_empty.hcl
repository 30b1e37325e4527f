org "main" {}
user "eve" { login = "" } # ERROR: Empty name | This user needs a login that is not empty.
