org "main" {
  admins  = [user.ada]
  viewers = [user.vicc] # ERROR: Reference to undeclared user | No user "vicc" is declared.
}
user "ada" {}
user "vic" {}
