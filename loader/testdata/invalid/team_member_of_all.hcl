org "main" { viewers = [user.eve] }
user "eve" {}
team "sre" { members = user.eve } # ERROR: List expected | Put the reference into a list: [user.eve].
