org "main" { viewers = [user.eve] }
user "eve" {}
team "sre" { members = user.eve } # ERROR: List expected | Write a list here, [user.eve], though it is of one.
