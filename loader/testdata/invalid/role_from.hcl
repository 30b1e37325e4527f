grafana { version = "9.3" }
org "main" {}
org "other" {}
role "a" {
  org  = org.main
  from = [role.b]
}
role "b" {
  org  = org.main
  from = [role.c]
}
role "c" {
  org  = org.main
  from = [role.a] # ERROR: Role made from itself | This makes a circle: role.a is made from role.b is made from role.c is made from role.a.
}
role "itself" {
  org  = org.main
  from = [role.itself] # ERROR: Role made from itself | role.itself is made from role.itself.
}
role "unknown" {
  org  = org.main
  from = ["fixed:no:such", "fixed:folders:creator"] # ERROR: Unknown fixed role | Grafana 9.3 does not have a fixed role "fixed:no:such"
}
role "newer" {
  org  = org.main
  from = ["fixed:library.panels:reader"] # ERROR: Unknown fixed role | the first version here that does is "10.2"
}
role "elsewhere" {
  org  = org.other
  from = [role.own] # ERROR: Reference to another org
}
role "own" {
  org = org.main
  permission "folders:read" { scopes = ["folders:*"] }
}
role "everywhere" {
  global = true
  from   = [role.own] # ERROR: Reference to another org | a role for all orgs is made from such roles alone.
}
role "nothing" {
  org = org.main
  permission "folders:read" { scopes = ["folders:*"] }
  remove { # ERROR: Nothing to remove from
    permission "folders:read" {}
  }
}
role "wrong" {
  org  = org.main
  from = [org.main] # ERROR: Wrong kind of reference
}
role "less" {
  org  = org.main
  from = [role.own]
  remove {
    permission "folders:write" {} # WARNING: Removal without effect | do not hold folders:write.
  }
}
