variable "required" {} # ERROR: Missing value for variable | The variable "required" has no default
variable "typed" {
  type    = list(string)
  default = { a = 1 } # ERROR: Unsuitable value for variable | does not have its type, list(string)
}
variable "checked" {
  default = 5 # ERROR: Invalid value for variable | Not five.
  validation {
    condition     = var.checked != 5
    error_message = "Not five."
  }
}
variable "strange" {
  type = text # ERROR: Invalid type specification | not a valid type specification. Types are string, number, bool and any
}
locals {
  a = local.b # ERROR: Circular definition | local.a -> local.b -> local.c -> local.a
  b = [local.c]
  c = upper(local.a)
  # What comes of the mistakes above is not reported again.
  d     = [local.a, var.required, var.typed[0]]
  names = ["eve"]
  e     = local.name # ERROR: Reference to undeclared local value | No local value "name" is declared. Did you mean "names"?
  f     = var.type # ERROR: Reference to undeclared variable | Did you mean "typed"?
  g     = locals.names # ERROR: Unknown name | There is nothing named "locals" here; a name begins with var, local or the type of a block. Did you mean "local"?
  h     = local # ERROR: Malformed reference | as in local.NAME
  i     = user # ERROR: Malformed reference | as in user.NAME
  j     = each.key # ERROR: No each here | Only a block with for_each
  k     = upper(5, 6) # ERROR: Too many function arguments
  l     = uper("x") # ERROR: Call to unknown function | Did you mean "upper"?
  m     = [for u in [user.eve, user.eva] : u.login] # ERROR: Reference to undeclared user | No user "eva" is declared. Did you mean "eve"?
  n     = local.names[1] # ERROR: Invalid index
  o     = file("../secret") # ERROR: Invalid function argument | leads out of the configuration
}
org "main" {
  name   = local.d
  admins = concat([user.eve], [user.ever]) # ERROR: Reference to undeclared user | Did you mean "eve"?
}
user "eve" {
  login = local.e
  email = local.names # ERROR: Unsuitable value type | string required
}
variable "required" {} # ERROR: Duplicate variable | at expr_names.hcl:1.
locals {
  names = [] # ERROR: Duplicate local value | local value with the name "names", at expr_names.hcl:22.
}
