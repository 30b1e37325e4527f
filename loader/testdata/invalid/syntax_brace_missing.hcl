org "main" { # ERROR: Unclosed configuration block | There is no closing brace for this block before the end of the file.
  name = "Main Org."
user "eve" {}
