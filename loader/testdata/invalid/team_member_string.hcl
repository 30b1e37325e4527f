org "main" { viewers = [user.eve] }
user "eve" {}
team "sre" { members = ["eve"] } # ERROR: Reference expected | Write a reference to a user here, as in user.eve, without quotes.
