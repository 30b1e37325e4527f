# What cannot be evaluated is reported once, and nothing is made of it.
grafana { version = "9.3" }
org "main" {
  name    = Main # ERROR: Unknown name | A text stands in quotes: "Main".
  viewers = [user.eve]
}
user "eve" {
  login         = [] # ERROR: Unsuitable value type | string required
  grafana_admin = "yes" # ERROR: Unsuitable value type | a bool is required, and this is "yes"; write true or false
}
service_account "ci" {
  role = Editor # ERROR: Unknown name | A text stands in quotes: "Editor".
}
api_key "legacy" {
  role    = var.role # ERROR: Reference to undeclared variable
  expires = local.never # ERROR: Reference to undeclared local value
}
role "reader" {
  version = "one" # ERROR: Unsuitable value type | a number is required, and this is "one"
  uid     = 1 / "x" # ERROR: Invalid operand
  name    = upper() # ERROR: Not enough function arguments
}
org_mapping {
  group = g # ERROR: Unknown name | A text stands in quotes: "g".
  role  = r # ERROR: Unknown name | A text stands in quotes: "r".
}
team "sre" {
  members = [
    eve,        # ERROR: Wrong kind of reference | this one begins with "eve". Did you mean user.eve?
    users.eve,  # ERROR: Wrong kind of reference | this one begins with "users". Did you mean user.eve?
    users.else, # ERROR: Wrong kind of reference | this one begins with "users".
  ]
  admins = user.eve # ERROR: List expected | Put the reference into a list: [user.eve].
}
