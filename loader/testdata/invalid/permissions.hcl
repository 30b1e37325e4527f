org "main" { viewers = [user.vic] }
user "vic" {}
team "sre" {}
folder "f" {
  permission "view" { roles = ["Viewer"] } # ERROR: Unknown level | Did you mean "View"?
  permission "Edit" {
    roles = ["Admin"] # ERROR: Unknown role | the roles are "Viewer", "Editor".
    users = [user.vic]
  }
  permission "Admin" {
    users = [user.vic] # ERROR: Duplicate permission | user.vic already has a permission here, at permissions.hcl:8
    teams = [team.sre, team.srf] # ERROR: Reference to undeclared team | Did you mean "sre"?
  }
}
dashboard "d" {
  folder              = folder.f
  default_permissions = true # ERROR: Default permissions inside a folder | has the permissions of its folder
}
dashboard "e" {
  folder              = folder.f
  default_permissions = false
}
dashboard "g" {
  permission "View" {
    roles = "Viewer" # ERROR: List expected | roles such as
  }
  permission "Edit" {
    roles = ["Editor", 5] # ERROR: String expected | roles such as
  }
}
