org "main" {
  admins  = [user.of_map["a"], user.of_map["aa"]] # ERROR: Reference to undeclared user | user.of_map has no instance "aa". Did you mean "a"?
  editors = [user.other["a"]] # ERROR: Malformed reference | the block has no for_each
  viewers = concat([user.of_map["b"]], [team.sre]) # ERROR: Wrong kind of reference | this is team.sre
  none    = user.broken
}
user "plain" {} # ERROR: Duplicate user | the label "plain", at expr_for_each.hcl:18.
user "computed" { email = lower("E") } # ERROR: Duplicate user | the label "computed", at expr_for_each.hcl:19.
user "other" {}
user "of_map" { for_each = { a = 1, b = 2 } }
user "broken" { for_each = local.nothing } # ERROR: Reference to undeclared local value
user "of_list" { for_each = ["a", "b"] } # ERROR: Invalid for_each | Write toset([...]) around strings
user "of_text" { for_each = "ab" } # ERROR: Invalid for_each | this is a value of type string
user "of_null" { for_each = null } # ERROR: Invalid for_each | this is null
user "of_rows" { for_each = [{ nickname = "a" }] } # ERROR: Invalid for_each | its attribute "key" or, if there is none, "login"
user "twice" { for_each = [{ login = "x" }, { login = "x" }] } # ERROR: Duplicate key | have the key "x"
user "empty" { for_each = toset([""]) } # ERROR: Invalid for_each | not empty
user "plain" { for_each = toset(["p"]) }
user "computed" { for_each = toset(["c"]) }
user "circle" { for_each = local.circle }
locals { circle = { for k, u in user.circle : k => 1 } } # ERROR: Circular definition | local.circle -> user.circle -> local.circle
user "wrong" {
  for_each = { v = 1, w = 2 }
  colour   = each.value # ERROR: Unsupported argument | "colour" is not expected here
  disabled = each.value.much # ERROR: Unsupported attribute
}
team "sre" {
  created_by = user.of_map # ERROR: Which instance? | as in user.of_map[KEY]
  members    = [for u in user.of_map : u.login] # ERROR: Reference expected | without quotes
  admins     = local.text # ERROR: List expected | references such as [user.NAME]
}
locals { text = "ada" }
folder "f" {
  dynamic "permissions" { # ERROR: Unsupported block type | Did you mean "permission"?
    for_each = []
    content {}
  }
  dynamic "permission" { # ERROR: Malformed dynamic block | has one label, its level
    for_each = ["View"]
    content {}
  }
  dynamic "permission" {
    for_each = 5 # ERROR: Invalid for_each | for_each of a dynamic block must be a list, a set or a map, and this is a value of type number.
    labels   = ["View"]
    content {}
  }
  dynamic "permission" { # ERROR: Malformed dynamic block | has one block "content"
    for_each = {}
  }
  dynamic "permission" {
    for_each = ["Vew"]
    labels   = [permission.value] # ERROR: Unknown level | Did you mean "View"?
    content { users = [user.plain, permission.key] } # ERROR: Reference expected
  }
}
org_mapping {
  for_each = {} # ERROR: Unsupported argument
  group    = "*"
  role     = "Viewer"
}
grafana { version = "13.3" }
