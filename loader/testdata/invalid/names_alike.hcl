grafana { version = "9.3" }

org "main" { viewers = [user.eve, user.EVE] }

user "eve" {}
user "EVE" {} # WARNING: Names alike

user "cyrillic" { login = "аdmin" } # WARNING: Mixed scripts
