org "main" {}
user "eve" {}
folder "prod" { created_by = "eve" } # ERROR: Reference expected | Write a reference to a user here, as in user.eve, without quotes.
