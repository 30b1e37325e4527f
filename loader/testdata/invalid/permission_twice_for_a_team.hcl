org "main" {}
team "sre" {}
folder "prod" {
  permission "View" { teams = [team.sre] }
  permission "Edit" { teams = [team.sre] } # ERROR: Duplicate permission | team.sre already has a permission here, at permission_twice_for_a_team.hcl:4;
}
