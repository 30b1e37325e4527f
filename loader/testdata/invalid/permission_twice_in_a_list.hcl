org "main" { viewers = [user.eve] }
user "eve" {}
folder "prod" {
  permission "View" { users = [user.eve, user.eve] } # ERROR: Duplicate permission | user.eve already has a permission here, at permission_twice_in_a_list.hcl:4;
}
