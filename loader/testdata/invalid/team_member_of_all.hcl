org "main" { viewers = [user.eve] }
user "eve" {}
team "sre" { members = user.eve } # ERROR: List expected | Write a list of references such as [user.NAME] here.
