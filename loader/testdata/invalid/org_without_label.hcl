org { # ERROR: Missing name for org | All org blocks must have 1 labels (name).
  name = "Main Org."
}
