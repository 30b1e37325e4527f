org "main" { # ERROR: Unclosed configuration block | Write } after the last line of the block.
  name = "Main Org."
user "eve" {}
