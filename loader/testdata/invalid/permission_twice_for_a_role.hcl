org "main" {}
folder "prod" {
  permission "View" { roles = ["Viewer", "Editor"] }
  permission "Edit" { roles = ["Editor"] } # ERROR: Duplicate permission | Role Editor already has a permission here, at permission_twice_for_a_role.hcl:3;
}
