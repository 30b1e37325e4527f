org "main" { name = "" } # ERROR: Empty name | This org needs a name that is not empty.
