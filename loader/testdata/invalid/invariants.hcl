org "main" { viewers = [user.eve] }
user "eve" {}
folder "production" {}

invariant "says nothing" { # ERROR: Invariant without condition
  actions = ["dashboards:write"]
  on      = [folder.production]
}

invariant "wrong" {
  actions  = ["dashboards:wrote"] # ERROR: Unknown action | Did you mean "dashboards:write"?
  on       = [folder.prod]        # ERROR: Reference to undeclared folder
  only     = [user.eva]           # ERROR: Reference to undeclared user
  never    = ["Editors"]          # ERROR: Unknown role | Did you mean "Editor"?
  at_least = 0                    # ERROR: Invalid number of subjects
  at_most  = -1                   # ERROR: Invalid number of subjects
}

invariant "wrong" { # ERROR: Duplicate invariant
  actions = ["dashboards:write"]
  only    = []
}

invariant "types" {
  actions  = "dashboards:write" # ERROR: List expected
  only     = user.eve           # ERROR: List expected
  at_least = "many"             # ERROR: Unsuitable value type
}

invariant "nobody and no action" {
  actions = [] # ERROR: No action
  on      = [] # ERROR: No resource
  only    = null
  never   = [] # ERROR: Invariant without condition
}
