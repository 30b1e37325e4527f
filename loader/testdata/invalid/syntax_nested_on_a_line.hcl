org "main" {}
folder "f" { permission "Edit" { roles = ["Editor"] } } # ERROR: Argument definition required | A single-line block definition can contain only a single argument.
