org "main" {}
folder "f" { permission "Edit" { roles = ["Editor"] } } # ERROR: Argument definition required | A block on one line holds one argument, and no other block. Write the inner block on a line of its own:
