org "main" {}
user { login = "eve" } # ERROR: Missing name for user | All user blocks must have 1 labels (name).
