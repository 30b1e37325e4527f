org "main" {}
user "staff" {
  for_each = {
    eve = { mail = "eve@example.com", admin = "yes" }
    vic = { mail = "vic@example.com", admin = "no" }
  }
  email         = each.value.mial  # ERROR: Unsupported attribute | Did you mean "mail"? Here each.key is "eve".
  grafana_admin = each.value.admin # ERROR: Unsuitable value type | and this is "yes" ;; Unsuitable value type | and this is "no"
  name          = upper("a", "b")  # ERROR: Too many function arguments
}
user "some" {
  for_each = { ada = { mail = "ada@example.com" }, nemo = {} }
  email    = each.value.mail # ERROR: Unsupported attribute | named "mail". Here each.key is "nemo".
}
user "plain" {
  email = user.staff["eve"].lgoin # ERROR: Unsupported attribute | Did you mean "login"?
  name  = local.map.kye           # ERROR: Missing map element | Did you mean "key"?
}
locals {
  map   = tomap({ key = "value" })
  index = local.map["kye"]           # ERROR: Invalid index | Did you mean "key"?
  keys  = [for i, login in ["vik"] : user.staff[login]]  # ERROR: Invalid index | The key is "vik". Did you mean "vic"?
  index_of_list = [for i, login in ["vik"] : user.staff[i]]  # ERROR: Invalid index | The key is "0".
  no_key  = [for i, login in ["vik"] : user.staff[[]]]  # ERROR: Invalid index | string required
  list  = [{ colour = 1 }][0].color  # ERROR: Unsupported attribute | Did you mean "colour"?
  other = { colour = 1 }.x           # ERROR: Unsupported attribute | named "x".
}
team "sre" {
  members = [
    user.staff.eve,         # ERROR: Malformed reference | Write user.staff["eve"].
    user.plain.login,       # ERROR: Malformed reference | Write user.plain for the user itself.
    user.staf["eve"],       # ERROR: Reference to undeclared user | Did you mean "staff"?
    user.staf,              # ERROR: Reference to undeclared user | Did you mean "staff"?
    user.staff["eve"].name, # ERROR: Malformed reference | Write user.staff["eve"].
    user.x,                 # ERROR: Reference to undeclared user | No user "x" is declared.
  ]
}
folder "of_team" {
  for_each = toset(["sre"])
  dynamic "permission" {
    for_each = { View = { role = ["Viewer"] } }
    labels   = [permission.key]
    content { roles = permission.value.roles } # ERROR: Unsupported attribute | Did you mean "role"? Here each.key is "sre", and permission.key is "View".
  }
}
